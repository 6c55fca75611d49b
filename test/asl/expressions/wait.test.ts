import { expect, test } from 'vitest';
import { jsonPath } from '../../../src/asl/expressions/jsonpath-language.ts';
import { parseTimestamp } from '../../../src/asl/expressions/timestamp.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aScope } from './scope.ts';

const at = Date.UTC(2024, 0, 1);
const dayMilliseconds = 86_400_000;

const ends: readonly (readonly [state: JsonObject, input: Json, milliseconds: number])[] = [
  [{ Seconds: 0 }, {}, 0],
  [{ Seconds: 5 }, {}, 5000],
  [{ Seconds: 99999999 }, {}, 99_999_999_000],
  [{ SecondsPath: '$.s' }, { s: 0 }, 0],
  [{ SecondsPath: '$.s' }, { s: 7 }, 7000],
  [{ SecondsPath: '$.s' }, { s: '7' }, 7000],
  [{ SecondsPath: '$.in.s' }, { in: { s: 1 } }, 1000],
  [{ SecondsPath: '$s' }, {}, 3000],
  [{ SecondsPath: '$$.Execution.Input.s' }, {}, 4000],
  [{ SecondsPath: '$.s', InputPath: '$.in' }, { in: { s: 2 } }, 2000],
  [{ Timestamp: '2024-01-01T00:00:10Z' }, {}, 10_000],
  [{ Timestamp: '2024-01-01T01:00:10+01:00' }, {}, 10_000],
  [{ Timestamp: '2024-01-01T00:00:00.5Z' }, {}, 500],
  [{ Timestamp: '2024-01-01T00:00:00.000000001Z' }, {}, 1],
  [{ Timestamp: '2016-03-05T21:29:29.243167252Z' }, {}, Date.UTC(2016, 2, 5, 21, 29, 29) + 244 - at],
  [{ TimestampPath: '$.t' }, { t: '2024-01-01T00:00:10Z' }, 10_000],
  [{ TimestampPath: '$.t' }, { t: '2023-12-31T23:59:59Z' }, -1000],
  [
    { TimestampPath: '$.t' },
    { t: new Date(at + 24_855 * dayMilliseconds).toISOString() },
    24_855 * dayMilliseconds,
  ],
];

test.each(ends)('a Wait with %j on %j ends after %i ms', (state, input, milliseconds) => {
  const scope = aScope({ at, input, variables: { s: 3 }, context: { Execution: { Input: { s: 4 } } } });
  expect(jsonPath.until({ Type: 'Wait', ...state })(scope)).toBe(at + milliseconds);
});

const iso =
  'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ';

const failures: readonly (readonly [state: JsonObject, input: Json, cause: string])[] = [
  [{ SecondsPath: '$.in.s' }, {}, 'The SecondsPath parameter does not reference an input value: $.in.s'],
  [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
  [
    { SecondsPath: '$.s' },
    { s: -1.5 },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5',
  ],
  [
    { SecondsPath: '$.s' },
    { s: 'x' },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == x',
  ],
  [
    { SecondsPath: '$.s' },
    { s: null },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == null',
  ],
  [
    { SecondsPath: '$.s' },
    { s: {} },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == {}',
  ],
  [{ SecondsPath: '$.s' }, { s: 2 ** 31 }, 'Wait state delay is too long.'],
  [{ TimestampPath: '$.t' }, {}, 'The TimestampPath parameter does not reference an input value: $.t'],
  [{ TimestampPath: '$.t' }, { t: '2016-12-05T21:29:29' }, `${iso}$.t == 2016-12-05T21:29:29`],
  [{ TimestampPath: '$.t' }, { t: '2016-13-05T21:29:29Z' }, `${iso}$.t == 2016-13-05T21:29:29Z`],
  [{ TimestampPath: '$.t' }, { t: '2016-12-05T25:29:29Z' }, `${iso}$.t == 2016-12-05T25:29:29Z`],
  [{ TimestampPath: '$.t' }, { t: 5 }, `${iso}$.t == 5`],
  [
    { TimestampPath: '$.t' },
    { t: new Date(at + 24_856 * dayMilliseconds).toISOString() },
    'Wait state delay is too long.',
  ],
  [{ SecondsPath: '$.s', InputPath: '$.x' }, {}, "Invalid path '$.x' : No results for path: $['x']"],
];

test.each(failures)('a Wait with %j on %j fails in the words of AWS', (state, input, cause) => {
  expect(jsonPath.until({ Type: 'Wait', ...state })(aScope({ at, input }))).toEqual(
    new Failure('States.Runtime', cause),
  );
});

const instants: readonly (readonly [text: string, epochSeconds: number, nanoseconds: number])[] = [
  ['1970-01-01T00:00:00Z', 0, 0],
  ['1970-01-01T00:00:00z', 0, 0],
  ['1970-01-01t00:00:00Z', 0, 0],
  ['1970-01-01T00:00Z', 0, 0],
  ['1970-01-01T01:00:00+01:00', 0, 0],
  ['1969-12-31T23:30:00-00:30', 0, 0],
  ['1970-01-01T00:00:00.123456789Z', 0, 123_456_789],
  ['1970-01-01T00:00:00.1Z', 0, 100_000_000],
  ['2000-02-29T00:00:00Z', 951_782_400, 0],
  ['0001-01-01T00:00:00Z', -62_135_596_800, 0],
  ['1970-01-01T18:00:00+18:00', 0, 0],
];

test.each(instants)('the timestamp %s is read as %s', (text, epochSeconds, nanoseconds) => {
  expect(parseTimestamp(text)).toEqual({ epochSeconds, nanoseconds });
});

const others: readonly string[] = [
  '1970-01-01T00:00:00',
  '1970-01-01 00:00:00Z',
  '1970-01-01',
  '1970-1-1T00:00:00Z',
  '1970-01-01T24:00:00Z',
  '1970-01-01T00:60:00Z',
  '1970-01-01T00:00:60Z',
  '1970-00-01T00:00:00Z',
  '1970-02-29T00:00:00Z',
  '1970-04-31T00:00:00Z',
  '1970-01-01T00:00:00+0100',
  '1970-01-01T00:00:00+19:00',
  '1970-01-01T00:00:00.Z',
  '1970-01-01T00:00:00.1234567890Z',
  '',
];

test.each(others)('what is not a timestamp with an offset is not read: %s', (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});
