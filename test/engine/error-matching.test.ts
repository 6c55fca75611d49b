import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { HeartbeatTimeout, matchesError } from '../../src/engine/error-matching.ts';

const heartbeat = new HeartbeatTimeout();

/** Source: Developer Guide, "Handling errors in Step Functions workflows"; where recorded answers differ, those. */
const cases: readonly {
  readonly failure: Failure;
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}[] = [
  {
    failure: new Failure('Boom'),
    matched: ['Boom', 'States.TaskFailed', 'States.ALL'],
    unmatched: ['boom', 'Boo', 'States.Timeout', 'States.HeartbeatTimeout', 'States.Runtime'],
  },
  {
    failure: new Failure('States.TaskFailed'),
    matched: ['States.TaskFailed', 'States.ALL'],
    unmatched: ['States.Timeout', 'States.BranchFailed'],
  },
  {
    failure: new Failure('States.Timeout'),
    matched: ['States.Timeout', 'States.ALL'],
    unmatched: ['States.TaskFailed', 'States.HeartbeatTimeout'],
  },
  {
    failure: heartbeat,
    matched: ['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'],
    unmatched: ['States.TaskFailed'],
  },
  {
    failure: new Failure('States.Runtime'),
    matched: [],
    unmatched: ['States.Runtime', 'States.TaskFailed', 'States.ALL'],
  },
  {
    failure: new Failure('States.DataLimitExceeded'),
    matched: ['States.DataLimitExceeded', 'States.ALL'],
    unmatched: ['States.TaskFailed'],
  },
  {
    failure: new Failure('States.Permissions'),
    matched: ['States.Permissions', 'States.TaskFailed', 'States.ALL'],
    unmatched: ['States.Timeout'],
  },
  {
    failure: new Failure('States.IntrinsicFailure'),
    matched: ['States.IntrinsicFailure', 'States.ALL'],
    unmatched: ['States.ParameterPathFailure'],
  },
  {
    failure: new Failure(undefined),
    matched: ['States.ALL', 'States.TaskFailed'],
    unmatched: ['undefined', ''],
  },
];

for (const { failure, matched, unmatched } of cases) {
  const name = failure === heartbeat ? 'a missed heartbeat' : `${failure.error}`;
  test.each(matched.map((errorEquals) => ({ errorEquals })))(
    `$errorEquals names ${name}`,
    ({ errorEquals }) => {
      expect(matchesError(['Other', errorEquals], failure)).toBe(true);
    },
  );
  test.each(unmatched.map((errorEquals) => ({ errorEquals })))(
    `$errorEquals does not name ${name}`,
    ({ errorEquals }) => {
      expect(matchesError(['Other', errorEquals], failure)).toBe(false);
    },
  );
}

test('a missed heartbeat is reported as a timeout', () => {
  expect(heartbeat.error).toBe('States.Timeout');
  expect(heartbeat.cause).toBeUndefined();
});
