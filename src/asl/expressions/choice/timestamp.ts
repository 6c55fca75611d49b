import type { Json } from '../../../base/json.ts';
import { compareInstants, type Instant, parseTimestamp } from '../timestamp.ts';
import type { ChoiceOperator } from './operator.ts';

export const timestampOperators = {
  TimestampEquals: timestamp((order) => order === 0),
  TimestampLessThan: timestamp((order) => order < 0),
  TimestampLessThanEquals: timestamp((order) => order <= 0),
  TimestampGreaterThan: timestamp((order) => order > 0),
  TimestampGreaterThanEquals: timestamp((order) => order >= 0),
};

/** Compares points in time, whatever offset each is written with. */
function timestamp(holds: (order: number) => boolean): ChoiceOperator {
  const against = (expected: Json) => {
    const right = instantOf(expected);
    return (value: Json) => {
      const left = right && instantOf(value);
      return left !== undefined && right !== undefined && holds(compareInstants(left, right));
    };
  };
  return { against, compare: (value, expected) => against(expected)(value) };
}

/** The point in time a text gives, or undefined where it is none. */
export function instantOf(value: Json): Instant | undefined {
  return typeof value === 'string' ? parseTimestamp(value) : undefined;
}
