import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { aCallback, aDefinition, aParallel, aPass, aTask, aWait } from '../support/a-definition.ts';
import {
  beats,
  drive,
  type Run,
  reports,
  type Script,
  startsAt,
  submits,
  succeeds,
} from '../support/engine-driver.ts';
import { historyLine } from '../support/history-line.ts';

/** The states and tasks around one that may time out, and what becomes of it. */
const cases: readonly {
  readonly title: string;
  readonly work: JsonObject;
  readonly script: Script;
  /** Undefined for success. */
  readonly error: string | undefined;
  readonly seconds: number;
}[] = [
  {
    title: 'a task that takes longer than TimeoutSeconds times out',
    work: aTask({ TimeoutSeconds: 5 }),
    script: [succeeds('late', 6)],
    error: 'States.Timeout',
    seconds: 5,
  },
  {
    title: 'a task that takes less than TimeoutSeconds succeeds',
    work: aTask({ TimeoutSeconds: 5 }),
    script: [succeeds('done', 4)],
    error: undefined,
    seconds: 4,
  },
  {
    title: 'a task without TimeoutSeconds may take its time',
    work: aTask(),
    script: [succeeds('done', 86_400)],
    error: undefined,
    seconds: 86_400,
  },
  {
    title: 'TimeoutSecondsPath is read from the input',
    work: aTask({ TimeoutSecondsPath: '$.limit' }),
    script: [],
    error: 'States.Timeout',
    seconds: 7,
  },
  {
    title: 'a callback waits for its token until TimeoutSeconds',
    work: aCallback({ TimeoutSeconds: 30 }),
    script: [submits({}), reports('late', 31)],
    error: 'States.Timeout',
    seconds: 30,
  },
  {
    title: 'a callback whose heartbeat does not come times out',
    work: aCallback({ HeartbeatSeconds: 10, TimeoutSeconds: 60 }),
    script: [submits({})],
    error: 'States.Timeout',
    seconds: 10,
  },
  {
    title: 'each heartbeat starts the clock again',
    work: aCallback({ HeartbeatSeconds: 10, TimeoutSeconds: 60 }),
    script: [submits({}), beats(8), beats(16), beats(24)],
    error: 'States.Timeout',
    seconds: 34,
  },
  {
    title: 'heartbeats do not put off the timeout',
    work: aCallback({ HeartbeatSeconds: 10, TimeoutSeconds: 20 }),
    script: [submits({}), beats(8), beats(16), beats(19)],
    error: 'States.Timeout',
    seconds: 20,
  },
  {
    title: 'the heartbeat clock runs from the submission',
    work: aCallback({ HeartbeatSeconds: 10 }),
    script: [submits({}, undefined, 25)],
    error: 'States.Timeout',
    seconds: 35,
  },
  {
    title: 'a callback without HeartbeatSeconds needs no heartbeat, and may send one',
    work: aCallback(),
    script: [submits({}), beats(5), reports('done', 1_000)],
    error: undefined,
    seconds: 1_000,
  },
];

test.for(cases)('$title', ({ work, script, error, seconds }) => {
  const run = drive({
    definition: aDefinition({ Work: work }),
    input: { limit: 7 },
    tasks: { Work: [script] },
  });
  expect(run.execution.failure?.error).toBe(error);
  expect(run.execution.failure?.cause).toBeUndefined();
  expect(run.execution.output).toBe(error === undefined ? 'done' : undefined);
  expect(run.seconds).toBe(seconds);
  const cancelled = run.commands.filter(({ command }) => command.type === 'CancelTask');
  expect(cancelled).toHaveLength(error === undefined ? 0 : 1);
});

test('a timeout is recorded with its error and without a cause', () => {
  const run = drive({
    definition: aDefinition({ Work: aCallback({ TimeoutSeconds: 5 }) }),
    tasks: { Work: [[submits({})]] },
  });
  expect(run.history.slice(4).map(historyLine)).toEqual([
    '5<4 TaskSubmitted',
    '6<5 TaskTimedOut States.Timeout',
    '7<6 ExecutionFailed States.Timeout',
  ]);
  expect(run.history[5]).toMatchObject({
    taskTimedOutEventDetails: {
      resourceType: 'sqs',
      resource: 'sendMessage.waitForTaskToken',
      error: 'States.Timeout',
    },
  });
});

describe('a heartbeat that was missed', () => {
  const work = (errorEquals: string) =>
    aDefinition({
      Work: aCallback({
        HeartbeatSeconds: 10,
        TimeoutSeconds: 12,
        Catch: [{ ErrorEquals: [errorEquals], Next: 'Caught' }],
      }),
      Caught: aPass(),
    });
  test.for(['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'])('is caught by %s', (errorEquals) => {
    const run = drive({ definition: work(errorEquals), tasks: { Work: [[submits({})]] } });
    expect(run.execution.output).toEqual({ Error: 'States.Timeout' });
  });

  test('is still that where the execution is woken after the timeout too', () => {
    const run = drive({
      definition: work('States.HeartbeatTimeout'),
      tasks: { Work: [[submits({})]] },
      wakesLateSeconds: 60,
    });
    expect(run.execution.status).toBe('SUCCEEDED');
  });

  test('is retried with a token of its own', () => {
    const run = drive({
      definition: aDefinition({
        Work: aCallback({ HeartbeatSeconds: 10, Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'] }] }),
      }),
      tasks: {
        Work: [
          [submits({}), reports('late', 10.5)],
          [submits({}), reports('done', 3)],
        ],
      },
    });
    expect(run.execution.output).toBe('done');
    expect(run.late).toContainEqual({ type: 'TokenReport', eventId: 3, result: 'late' });
    const calls = run.commands.filter(({ command }) => command.type === 'CallTask');
    expect(calls.map(({ command }) => command.parameters)).toEqual([
      { QueueUrl: 'https://queue', MessageBody: 'token-3' },
      { QueueUrl: 'https://queue', MessageBody: 'token-7' },
    ]);
  });
});

describe('the timeout of the whole execution', () => {
  test('ends it wherever it is, cannot be caught, and cancels its tasks', () => {
    const work = aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
    const run = drive({
      definition: aDefinition(
        { Both: aParallel([{ Work: work, Caught: aPass() }, { Rest: aWait(500) }]) },
        { TimeoutSeconds: 100 },
      ),
    });
    expect(run.execution.status).toBe('TIMED_OUT');
    expect(run.execution.failure).toMatchObject({ error: undefined, cause: undefined });
    expect(run.seconds).toBe(100);
    expect(historyLine(run.history.at(-1) ?? {})).toBe(`${run.history.length}<0 ExecutionTimedOut`);
    expect(run.commands.at(-1)).toMatchObject({ command: { type: 'CancelTask', stateName: 'Work' } });
  });

  test('comes after a year where the definition has none', () => {
    const run = drive({ definition: aDefinition({ Work: aTask() }) });
    expect(run.execution.status).toBe('TIMED_OUT');
    expect(run.seconds).toBe(365 * 24 * 60 * 60);
  });
});

describe('a Wait', () => {
  const at = (seconds: number) => new Date(startsAt + seconds * 1000).toISOString();
  const waits: readonly { readonly title: string; readonly wait: JsonObject; readonly seconds: number }[] = [
    { title: 'lasts Seconds', wait: { Seconds: 90 }, seconds: 90 },
    { title: 'of 0 seconds is over at once', wait: { Seconds: 0 }, seconds: 0 },
    { title: 'ends at Timestamp', wait: { Timestamp: at(30) }, seconds: 30 },
    { title: 'does not begin where Timestamp is past', wait: { Timestamp: at(-30) }, seconds: 0 },
    { title: 'lasts what SecondsPath says', wait: { SecondsPath: '$.n' }, seconds: 12 },
    { title: 'ends when TimestampPath says', wait: { TimestampPath: '$.at' }, seconds: 45 },
  ];
  test.for(waits)('$title', ({ wait, seconds }) => {
    const input = { n: 12, at: at(45) };
    const run: Run = drive({
      definition: aDefinition({ Rest: { Type: 'Wait', End: true, ...wait } }),
      input,
    });
    expect(run.seconds).toBe(seconds);
    expect(run.execution.output).toEqual(input);
  });
});
