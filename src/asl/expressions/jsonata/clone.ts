import type { Evaluation } from './evaluation.ts';
import { rounded } from './stringify.ts';
import { isNumeric } from './truth.ts';
import { isCallable, isMembers, type Members, putMember, type Value } from './value.ts';

/** A copy in every part, as if `value` were written as JSON and read again. */
export function cloneOf(value: Value, evaluation: Evaluation): Value {
  if (Array.isArray(value)) {
    evaluation.holdElements(value.length);
    evaluation.spend(2 * value.length + 1);
    return value.map<Value>((member) => (member === undefined ? null : cloneOf(member, evaluation)));
  }
  if (isMembers(value)) return cloneMembers(value, evaluation);
  if (isCallable(value)) return '';
  if (typeof value !== 'number') return value;
  return isNumeric(value) ? rounded(value) : null;
}

function cloneMembers(members: Members, evaluation: Evaluation): Members {
  const names = Object.keys(members);
  evaluation.holdRecord(names.length);
  const copy: Members = {};
  for (const name of names) {
    const member = members[name];
    if (member !== undefined) putMember(copy, name, cloneOf(member, evaluation));
  }
  return copy;
}
