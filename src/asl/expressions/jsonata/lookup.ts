import type { Evaluation } from './evaluation.ts';
import { createSequence, isMembers, type Value, type Values } from './value.ts';

/** The member `name` of an object, or of each object in an array, as a sequence. */
export function lookup(value: Value, name: string, evaluation: Evaluation): Value {
  if (Array.isArray(value)) return lookupEach(value, name, evaluation);
  return isMembers(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function lookupEach(values: Values, name: string, evaluation: Evaluation): Values {
  evaluation.spend(values.length);
  evaluation.holdElements(values.length);
  const found = createSequence();
  for (const value of values) {
    const member = lookup(value, name, evaluation);
    if (Array.isArray(member)) pushAll(found, member, evaluation);
    else if (member !== undefined) found.push(member);
  }
  return found;
}

/** Adds the members of `more` to an array that the evaluator is building. */
export function pushAll(target: Values, more: Values, evaluation: Evaluation): void {
  evaluation.holdMore(target.length, more.length);
  for (const member of more) target.push(member);
}
