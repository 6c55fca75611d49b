import { isJsonObject, type JsonObject } from '../base/json.ts';
import { type Place, reportError, type ValueRule } from './place.ts';
import { payload } from './template-rules.ts';

/** Characters of a variable's name. Source: Developer Guide, "Passing data between states with variables". */
const nameCharactersMax = 80;

const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** An `Assign`: names of variables, and their values in the form of the state's query language. */
export const assign: ValueRule = (value, place) => {
  if (!isJsonObject(value)) {
    reportError(place, 'Expected value of type Object');
    return;
  }
  for (const name of assignedNames(value, place)) validateName(name, place);
  payload(value, place);
};

/** The variables that an `Assign` assigns. */
export function assignedNames(value: JsonObject, { language }: Place): readonly string[] {
  const names = Object.keys(value);
  return language === 'JSONata' ? names : names.map(withoutDollar);
}

function withoutDollar(name: string): string {
  return name.endsWith('.$') ? name.slice(0, -'.$'.length) : name;
}

function validateName(name: string, place: Place): void {
  if (name === 'states') {
    reportError(place, "Cannot assign to reserved variable '$states'.", 'RESERVED_VARIABLE_NAME');
  } else if (!variableName.test(name)) {
    const message = `Invalid variable name '${name}': the variable name contains invalid characters.`;
    reportError(place, message, 'INVALID_VARIABLE_NAME');
  } else if ([...name].length > nameCharactersMax) {
    const message = `Invalid variable name '${name}': the variable name is longer than ${nameCharactersMax} characters.`;
    reportError(place, message, 'INVALID_VARIABLE_NAME');
  }
}
