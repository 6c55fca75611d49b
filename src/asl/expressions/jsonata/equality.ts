import type { Evaluation } from './evaluation.ts';
import { isMembers, type Value, type Values } from './value.ts';

/** Characters of strings that are compared in the time of one step. */
const charactersPerStep = 64;

/** Whether two values are the same: arrays member by member, objects whatever the order of their members. */
export function isEqual(left: Value, right: Value, evaluation: Evaluation): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length === right.length) evaluation.spend(left.length / charactersPerStep);
    return left === right;
  }
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) return areArraysEqual(left, right, evaluation);
  if (!isMembers(left) || !isMembers(right)) return false;
  const names = Object.keys(left);
  evaluation.spend(names.length);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name], evaluation));
}

function areArraysEqual(left: Values, right: Values, evaluation: Evaluation): boolean {
  if (left.length !== right.length) return false;
  evaluation.spend(left.length);
  return left.every((member, index) => isEqual(member, right[index], evaluation));
}

/** Negative where `left` comes first, positive where it comes last; both are numbers or both strings. */
export function compare(left: string | number, right: string | number, evaluation: Evaluation): number {
  if (typeof left === 'string' && typeof right === 'string') {
    evaluation.spend(Math.min(left.length, right.length) / charactersPerStep);
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
