import { assert } from '../../base/assert.ts';
import { type Evaluated, Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Evaluate, Scope } from '../compiled.ts';
import { compileSelection } from './data-flow.ts';
import { absentInput, numberOf, shownText } from './number-fields.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { compileScopedPath } from './scoped-path.ts';
import { type Instant, parseTimestamp } from './timestamp.ts';

/** Recorded: AWS keeps the seconds in 32 bits. */
const delaySecondsMax = 2 ** 31 - 1;

/** When a JSONPath Wait ends, in epoch milliseconds. */
export function compileUntil(state: JsonObject): Evaluate<number> {
  const {
    Seconds: seconds,
    SecondsPath: secondsPath,
    Timestamp: timestamp,
    TimestampPath: timestampPath,
  } = state;
  if (typeof seconds === 'number') return (scope) => scope.surroundings.at + seconds * 1000;
  if (typeof secondsPath === 'string') return fromPath(state, 'Seconds', secondsPath, afterSeconds);
  if (typeof timestamp === 'string') {
    const instant = parseTimestamp(timestamp);
    assert(instant, `a timestamp, not ${timestamp}`);
    return (scope) => boundDelay(scope, instant);
  }
  return fromPath(state, 'Timestamp', String(timestampPath), atTimestamp);
}

type Read = (scope: Scope, value: Json, path: string) => Evaluated<number>;

function fromPath(
  state: JsonObject,
  field: 'Seconds' | 'Timestamp',
  text: string,
  until: Read,
): Evaluate<number> {
  const path = compileScopedPath(text);
  const input = compileSelection(state.InputPath);
  return (scope) => {
    const data = input ? input(scope, scope.input) : scope.input;
    if (data instanceof Failure) return data;
    const value = path.read(scope, data);
    return value === undefined ? absentInput(field, path.text) : until(scope, value, path.text);
  };
}

function afterSeconds(scope: Scope, value: Json, path: string): Evaluated<number> {
  const seconds = numberOf(value, true);
  if (seconds === undefined) {
    return runtimeFailure(
      `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shownText(value)}`,
    );
  }
  if (seconds < 0) {
    return runtimeFailure(`The SecondsPath parameter references a negative value: ${path} == ${seconds}`);
  }
  return seconds > delaySecondsMax ? tooLong : scope.surroundings.at + seconds * 1000;
}

function atTimestamp(scope: Scope, value: Json, path: string): Evaluated<number> {
  const instant = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (instant) return boundDelay(scope, instant);
  return runtimeFailure(
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ' +
      `${path} == ${shownText(value)}`,
  );
}

/** Rounded up to the millisecond, so that a wait never ends early. */
function boundDelay({ surroundings }: Scope, { epochSeconds, nanoseconds }: Instant): Evaluated<number> {
  const at = epochSeconds * 1000 + Math.ceil(nanoseconds / 1e6);
  return at - surroundings.at > delaySecondsMax * 1000 ? tooLong : at;
}

const tooLong = runtimeFailure('Wait state delay is too long.');
