import type { Evaluation } from './evaluation.ts';
import { JsonataError } from './jsonata-error.ts';
import { isMembers, type Value, type Values } from './value.ts';

/** Whether `value` is a number; one beyond what JSON can write is an error. */
export function isNumeric(value: Value): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new JsonataError('D1001', { value });
  return true;
}

/** Whether `value` counts as true; undefined for nothing. */
export function truthOf(value: Value, evaluation: Evaluation): boolean | undefined {
  return value === undefined ? undefined : isTruthy(value, evaluation);
}

/** An array counts as true where one of its members does. */
export function isTruthy(value: Value, evaluation: Evaluation): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > 0;
  if (Array.isArray(value)) return isAnyTruthy(value, evaluation);
  if (isMembers(value)) return Object.keys(value).length > 0;
  return isNumeric(value) && value !== 0;
}

function isAnyTruthy(values: Values, evaluation: Evaluation): boolean {
  evaluation.spend(values.length);
  return values.some((value) => isTruthy(value, evaluation));
}
