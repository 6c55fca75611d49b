import { afterEach, describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { BodyBudget } from '../../../src/api/overload/body-budget.ts';
import {
  createOverload,
  defaultOverloadLimits,
  type Overload,
  type OverloadLimits,
} from '../../../src/api/overload/overload.ts';
import { throttledBy } from '../../../src/api/overload/throttled.ts';
import { AwsError } from '../../../src/base/aws-error.ts';
import { WriteLoad } from '../../../src/store/write-load.ts';

const machine = 'arn:aws:states:us-east-1:111111111111:stateMachine:one';
let opened: Overload | undefined;

afterEach(() => opened?.close());

function anOverload(writes: WriteLoad, changes: Partial<OverloadLimits> = {}): Overload {
  opened = createOverload(writes, { crowdMin: 0, ...changes });
  return opened;
}

/** What becomes of a request at time 10,000: `in`, or the exception it is refused with. */
function outcomeOf(
  overload: Overload,
  operationName: string,
  { service = 'states', stateMachineArn = machine, account = '111111111111' } = {},
): string {
  try {
    overload.enter({ service, operationName, input: { stateMachineArn }, account, at: 10_000 });
    return 'in';
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

function loaded(change: Partial<WriteLoad>): WriteLoad {
  return Object.assign(new WriteLoad(), change);
}

describe('what is let in goes by how long and how much waits for the disk', () => {
  const cases: readonly {
    readonly title: string;
    readonly load: Partial<WriteLoad>;
    readonly pressure: 'calm' | 'busy' | 'overloaded';
  }[] = [
    { title: 'nothing waits', load: {}, pressure: 'calm' },
    { title: 'something came just now', load: { since: 9_990, characters: 1_000 }, pressure: 'calm' },
    { title: 'something waits for 300 milliseconds', load: { since: 9_700 }, pressure: 'busy' },
    { title: 'something waits for two seconds', load: { since: 8_000 }, pressure: 'overloaded' },
    { title: '40 million characters wait', load: { characters: 40 << 20, since: 9_990 }, pressure: 'busy' },
    { title: '200 million characters wait', load: { characters: 200 << 20 }, pressure: 'overloaded' },
  ];
  test.each(cases)('$title: $pressure', ({ load, pressure }) => {
    const overload = anOverload(loaded(load));
    const starts = Array.from({ length: 300 }, () => outcomeOf(overload, 'StartExecution'));
    const letIn = starts.filter((outcome) => outcome === 'in').length;
    const { startsMax } = defaultOverloadLimits;
    expect(letIn).toBe(Math.max(1, Math.min(300, startsMax[pressure])));
    if (letIn < 300) expect(starts.at(-1)).toBe('ThrottlingException');
    expect(outcomeOf(overload, 'CreateStateMachine')).toBe(
      pressure === 'overloaded' ? 'ThrottlingException' : 'in',
    );
  });

  const ending = [
    'SendTaskSuccess',
    'SendTaskFailure',
    'SendTaskHeartbeat',
    'StopExecution',
    'DescribeExecution',
    'GetExecutionHistory',
    'GetActivityTask',
    'ListExecutions',
    'DeleteStateMachine',
  ];
  test.each(ending)('%s is let in however hard the server is pressed', (operation) => {
    const overload = anOverload(loaded({ since: 0, characters: 1 << 30 }));
    for (let count = 0; count < 100; count += 1) expect(outcomeOf(overload, operation)).toBe('in');
  });

  test('whoever has nothing under way may still start one, in every account', () => {
    const overload = anOverload(loaded({ since: 0 }));
    for (const account of ['111111111111', '222222222222', '333333333333']) {
      expect(outcomeOf(overload, 'StartExecution', { account })).toBe('in');
      expect(outcomeOf(overload, 'StartExecution', { account })).toBe('ThrottlingException');
    }
  });
});

test('a machine that floods leaves seats to the others, under whatever name it is started', () => {
  const startsMax = { calm: 10, busy: 5, overloaded: 0 };
  const overload = anOverload(new WriteLoad(), { startsMax });
  const flooding = [machine, `${machine}:alias`, `${machine}:7`];
  const other = '222222222222';
  for (let count = 0; count < 30; count += 1) {
    outcomeOf(overload, 'StartExecution', { stateMachineArn: flooding[count % 3] ?? machine });
  }
  expect(outcomeOf(overload, 'StartExecution')).toBe('ThrottlingException');
  for (let count = 0; count < 5; count += 1)
    expect(outcomeOf(overload, 'StartExecution', { account: other, stateMachineArn: `${machine}-two` })).toBe(
      'in',
    );
});

test('requests that are answered make room, and what was refused is counted', () => {
  const startsMax = { calm: 1, busy: 1, overloaded: 0 };
  const overload = anOverload(new WriteLoad(), { startsMax });
  const request = {
    service: 'states',
    operationName: 'StartExecution',
    input: { stateMachineArn: machine },
    account: '111111111111',
    at: 0,
  };
  for (let round = 0; round < 3; round += 1) {
    const seat = overload.enter(request);
    expect(overload.requestCount).toBe(1);
    expect(() => overload.enter(request)).toThrow('Rate exceeded');
    overload.leave(seat);
  }
  expect(overload.requestCount).toBe(0);
  expect(overload.refused).toEqual(new Map([['states:StartExecution', 3]]));
});

test('beyond the requests that may be under way only what lets work end is let in', () => {
  const overload = anOverload(new WriteLoad(), { requestsMax: 3 });
  for (let count = 0; count < 3; count += 1) expect(outcomeOf(overload, 'DescribeExecution')).toBe('in');
  expect(outcomeOf(overload, 'CreateActivity')).toBe('ThrottlingException');
  expect(outcomeOf(overload, 'SendTaskSuccess')).toBe('in');
});

test('a slow disk alone refuses nobody: it takes a crowd', () => {
  const overload = anOverload(loaded({ since: 0 }), { crowdMin: 3 });
  const outcomes = Array.from({ length: 5 }, () => outcomeOf(overload, 'CreateActivity'));
  expect(outcomes).toEqual(['in', 'in', 'in', 'ThrottlingException', 'ThrottlingException']);
});

test('an event loop that is held up lets less in until it is not', async () => {
  const overload = anOverload(new WriteLoad(), { loopMilliseconds: [100, 100_000] });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(overload.pressure).toBe('calm');
  const until = performance.now() + 400;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(overload.pressure).toBe('busy');
  await expect.poll(() => overload.pressure).toBe('calm');
});

/** Which exceptions clients take for throttling. Source: AWS SDKs and Tools Reference Guide, "Retry behavior". */
const throttlingCodes = [
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
];

test.each(Object.keys(apiModels))('%s refuses with an exception that every SDK tries again', (service) => {
  expect(throttlingCodes).toContain(throttledBy(service).code);
});

describe('the bodies that are held', () => {
  test('have a bound together, and small ones are none of it', () => {
    const budget = new BodyBudget(1_000_000);
    expect(budget.take(600_000, 0)).toBe(true);
    expect(budget.take(600_000, 0)).toBe(false);
    for (let count = 0; count < 1_000; count += 1) expect(budget.take(10_000, 0)).toBe(true);
    expect(budget.bytes).toBe(600_000);
    budget.give(600_000);
    for (let count = 0; count < 1_000; count += 1) budget.give(10_000);
    expect(budget.bytes).toBe(0);
  });

  test('are counted as they come, whatever the pieces', () => {
    const budget = new BodyBudget(1_000_000);
    let bytes = 0;
    for (const piece of [1, 10_000, 6_000, 400, 300_000, 7]) {
      expect(budget.take(piece, bytes)).toBe(true);
      bytes += piece;
    }
    expect(budget.bytes).toBe(bytes);
    budget.give(bytes);
    expect(budget.bytes).toBe(0);
  });
});
