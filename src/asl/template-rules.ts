import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { findTemplateValueProblem } from './expressions/syntax.ts';
import { atIndex, inField, type Place, reportError, reportWarning, type ValueRule } from './place.ts';
import { expression, text } from './value-rules.ts';

/** A value with expressions at any depth, in the form of the state's query language. */
export const payload: ValueRule = (value, place) => {
  if (place.language === 'JSONata') jsonataPayload(value, place);
  else payloadTemplate(value, place);
};

/** JSONPath's form: the names that end in `.$` take a path or an intrinsic function. */
const payloadTemplate: ValueRule = (value, place) => {
  if (isJsonArray(value)) {
    value.forEach((member, index) => {
      payloadTemplate(member, atIndex(place, index));
    });
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) validateMember(name, member, value, place);
  }
};

function validateMember(name: string, member: Json, template: JsonObject, place: Place): void {
  if (!name.endsWith('.$')) {
    if (looksLikePath(member)) {
      const message = `The value of the field '${name}' looks like a path, but the name does not end with '.$'`;
      reportWarning(inField(place, name), 'NO_DOLLAR', message);
    }
    payloadTemplate(member, inField(place, name));
    return;
  }
  const plainName = name.slice(0, -'.$'.length);
  if (Object.hasOwn(template, plainName)) {
    reportError(place, `There should only be one of the following fields: [${plainName}, ${name}]`);
  }
  if (typeof member !== 'string' || findTemplateValueProblem(member) !== undefined) {
    reportError(
      place,
      `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
    );
  }
}

/** Whether `value` would be a path or an intrinsic function, were its field's name to say so. */
export function looksLikePath(value: Json): boolean {
  return typeof value === 'string' && /^(\$\$?\.|States\.\w+\()/.test(value);
}

/** A text that is taken as it stands, in a field whose other form, with `Path` behind its name, takes a path. */
export const literalText: ValueRule = (value, place) => {
  text(value, place);
  if (place.language === 'JSONPath' && looksLikePath(value)) {
    const message = "The value looks like a path, but the field's name does not end with 'Path'";
    reportWarning(place, 'NO_PATH', message);
  }
};

const jsonataPayload: ValueRule = (value, place) => {
  if (typeof value === 'string') {
    if (value.startsWith('{%')) expression(value, place);
  } else if (isJsonArray(value)) {
    value.forEach((member, index) => {
      jsonataPayload(member, atIndex(place, index));
    });
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) jsonataPayload(member, inField(place, name));
  }
};
