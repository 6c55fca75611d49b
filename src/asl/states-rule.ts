import { isJsonObject } from '../base/json.ts';
import { field, type ObjectRule } from './object-rule.ts';
import { inField, type Place, reportError, type ValueRule } from './place.ts';
import { text } from './value-rules.ts';

/** Source: Amazon States Language specification, "States". */
const nameCharactersMax = 80;

/** How deep `States` blocks may lie in one another. AWS names no number; this one keeps a walk's stack small. */
const nestedBlocksMax = 64;

/** The states of a block, by name. */
const states: ValueRule = (value, place) => {
  if (!isJsonObject(value)) {
    reportError(place, 'Expected value of type Object');
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) reportError(place, 'Value cannot be empty');
  if (place.depth >= nestedBlocksMax) {
    reportError(place, `States are nested deeper than ${nestedBlocksMax} levels`, 'TOO_DEEPLY_NESTED');
    return;
  }
  for (const [name, state] of entries) {
    const statePlace = { ...inField(place, name), depth: place.depth + 1 };
    validateName(name, statePlace);
    place.checking.validateState(state, statePlace);
  }
};

function validateName(name: string, place: Place): void {
  const { stateNames } = place.checking;
  if (stateNames.has(name)) reportError(place, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
  stateNames.add(name);
  if ([...name].length > nameCharactersMax) {
    reportError(place, `State name is longer than ${nameCharactersMax} characters`, 'INVALID_STATE_NAME');
  } else if (name === '') {
    reportError(place, 'State name is empty', 'INVALID_STATE_NAME');
  }
}

/** What every `States` block has: the machine, a branch and an item processor. */
export const statesRule = {
  required: ['States', 'StartAt'],
  fields: { Comment: field(text), StartAt: field(text), States: field(states) },
} satisfies ObjectRule;
