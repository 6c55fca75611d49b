import { assert } from '../../../base/assert.ts';
import { type Evaluated, Failure } from '../../../base/failure.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { Evaluate, Scope } from '../../compiled.ts';
import { EvaluationFailure } from '../../evaluation-failure.ts';
import { parseTimestamp } from '../timestamp.ts';
import { compileBoundedNumber, compileField } from './fields.ts';

/** AWS keeps the seconds of a wait in 32 bits; recorded for JSONPath. */
const delaySecondsMax = 2 ** 31 - 1;

/** When a JSONata Wait ends, in epoch milliseconds. */
export function compileUntil({ Seconds: seconds, Timestamp: timestamp }: JsonObject): Evaluate<number> {
  if (seconds !== undefined) {
    const rule = { isWhole: true, min: 0, max: delaySecondsMax };
    const evaluate = compileBoundedNumber(seconds, rule, 'Seconds');
    return (scope) => {
      const value = evaluate(scope);
      return value instanceof Failure ? value : scope.surroundings.at + value * 1000;
    };
  }
  assert(timestamp !== undefined, 'a Wait with Seconds or Timestamp');
  const evaluate = compileField(timestamp, 'string', 'Timestamp');
  return (scope) => {
    const text = evaluate(scope);
    return text instanceof Failure ? text : atTimestamp(text, scope);
  };
}

/** Rounded up to the millisecond, so that a wait never ends early. */
function atTimestamp(text: string, { surroundings }: Scope): Evaluated<number> {
  const instant = parseTimestamp(text);
  if (!instant) {
    return new EvaluationFailure(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  }
  const at = instant.epochSeconds * 1000 + Math.ceil(instant.nanoseconds / 1e6);
  if (at - surroundings.at <= delaySecondsMax * 1000) return at;
  return new EvaluationFailure('Wait state delay is too long.', 'Timestamp');
}
