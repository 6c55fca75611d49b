import type { Evaluation } from './evaluation.ts';
import { collapse, createSequence, isMembers, type Value, type Values } from './value.ts';

/**
 * `*`: the values of an object or array; arrays among them are taken apart to the last level. The result is a sequence only
 * where there are none.
 */
export function membersOf(value: Value, evaluation: Evaluation): Value {
  const source = Array.isArray(value) && value.document === true ? value[0] : value;
  const members = Array.isArray(source) ? source : isMembers(source) ? Object.values(source) : [];
  const found: Values = [];
  for (const member of members) addFlat(member, found, evaluation);
  if (!members.some((member) => Array.isArray(member))) found.sequence = true;
  return found;
}

function addFlat(value: Value, found: Values, evaluation: Evaluation): void {
  if (!Array.isArray(value)) {
    evaluation.holdMore(found.length, 1);
    found.push(value);
    return;
  }
  evaluation.spend(value.length + 1);
  for (const member of value) addFlat(member, found, evaluation);
}

/** `**`: the value and everything in it, but for the arrays themselves. */
export function descendantsOf(value: Value, evaluation: Evaluation): Value {
  if (value === undefined) return undefined;
  const found = createSequence();
  addDescendants(value, found, evaluation);
  return found.length === 0 ? found : collapse(found);
}

function addDescendants(value: Value, found: Values, evaluation: Evaluation): void {
  evaluation.spend(1);
  if (Array.isArray(value)) {
    for (const member of value) addDescendants(member, found, evaluation);
    return;
  }
  evaluation.holdMore(found.length, 1);
  found.push(value);
  if (!isMembers(value)) return;
  for (const name of Object.keys(value)) addDescendants(value[name], found, evaluation);
}
