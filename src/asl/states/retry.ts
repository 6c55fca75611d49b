import type { CompiledRetrier } from '../compiled.ts';
import type { Retrier } from '../definition.ts';
import { field, type ObjectRule, objectOf } from '../object-rule.ts';
import type { ValueRule } from '../place.ts';
import { arrayOf, decimal, integer, oneOf, text } from '../value-rules.ts';
import { errorEquals, statesAllComesLast } from './error-equals.ts';

/** Source: Developer Guide, "Handling errors in Step Functions workflows". */
const attemptsMax = 99_999_999;
const intervalSecondsMax = 99_999_999;
const delaySecondsMax = 31_622_400;

const retrierRule: ObjectRule = {
  required: ['ErrorEquals'],
  fields: {
    Comment: field(text),
    ErrorEquals: field(errorEquals),
    // The guide says a positive integer; AWS accepts 0.
    IntervalSeconds: field(integer({ min: 0, max: intervalSecondsMax })),
    MaxAttempts: field(integer({ min: 0, max: attemptsMax })),
    BackoffRate: field(decimal({ min: 1 })),
    MaxDelaySeconds: field(integer({ min: 1, max: delaySecondsMax })),
    JitterStrategy: field(oneOf('NONE', 'FULL')),
  },
};

const listOfRetriers = arrayOf(objectOf(retrierRule));

export const retriers: ValueRule = (value, place) => {
  listOfRetriers(value, place);
  statesAllComesLast(value, place);
};

export function compileRetriers(retry: readonly Retrier[] | undefined): readonly CompiledRetrier[] {
  return (retry ?? []).map((retrier) => ({
    errorEquals: retrier.ErrorEquals,
    intervalSeconds: retrier.IntervalSeconds ?? 1,
    maxAttempts: retrier.MaxAttempts ?? 3,
    backoffRate: retrier.BackoffRate ?? 2,
    maxDelaySeconds: retrier.MaxDelaySeconds,
    jitterStrategy: retrier.JitterStrategy ?? 'NONE',
  }));
}
