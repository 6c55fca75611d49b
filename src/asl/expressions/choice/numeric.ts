import type { Json } from '../../../base/json.ts';
import type { ChoiceOperator } from './operator.ts';

export const numericOperators = {
  NumericEquals: numeric((value, expected) => value === expected),
  NumericLessThan: numeric((value, expected) => value < expected),
  NumericLessThanEquals: numeric((value, expected) => value <= expected),
  NumericGreaterThan: numeric((value, expected) => value > expected),
  NumericGreaterThanEquals: numeric((value, expected) => value >= expected),
};

function numeric(holds: (value: number, expected: number) => boolean): ChoiceOperator {
  return {
    against: (expected) => (value) =>
      typeof value === 'number' && typeof expected === 'number' && holds(value, expected),
    compare: (value, expected) => typeof value === 'number' && holds(value, coerce(expected)),
  };
}

/**
 * What a `…Path` refers to need not be a number on AWS, which reads it as Jackson's `asDouble` does: true is 1, a text that
 * spells a number is that number, and all else is 0.
 */
function coerce(value: Json): number {
  if (typeof value === 'number') return value;
  if (value === true) return 1;
  if (typeof value !== 'string' || value.trim() === '') return 0;
  const number = Number(value);
  return Number.isNaN(number) ? 0 : number;
}
