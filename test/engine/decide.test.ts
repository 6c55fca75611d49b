import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Message } from '../../src/engine/message.ts';
import {
  aCallback,
  aDefinition,
  aFail,
  aJob,
  aMap,
  aParallel,
  aPass,
  aTask,
  aWait,
} from '../support/a-definition.ts';
import {
  announcesEnd,
  drive,
  fails,
  type Run,
  reports,
  type Script,
  startsAt,
  submits,
  succeeds,
} from '../support/engine-driver.ts';
import { historyLine } from '../support/history-line.ts';

const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };

function linesOf({ history }: Run): readonly string[] {
  return history.map(historyLine);
}

test('what goes on without the outside world is one turn', () => {
  const run = drive({
    definition: aDefinition({
      A: aPass({ Next: 'B' }),
      B: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'C' }], Default: 'D' },
      C: aPass({ Next: 'D' }),
      D: { Type: 'Succeed' },
    }),
    input: { a: 1 },
  });
  expect(run.decisions.filter(({ isLate }) => !isLate)).toHaveLength(1);
  expect(run.execution.status).toBe('SUCCEEDED');
});

describe('how an execution ends', () => {
  const cases: readonly {
    readonly title: string;
    readonly states: JsonObject;
    readonly status: string;
    readonly error?: string;
  }[] = [
    { title: 'by a state with End', states: { A: aPass() }, status: 'SUCCEEDED' },
    { title: 'by Succeed', states: { A: { Type: 'Succeed' } }, status: 'SUCCEEDED' },
    { title: 'by Fail', states: { A: aFail('Boom') }, status: 'FAILED', error: 'Boom' },
    {
      title: 'by a Choice that nothing matches',
      states: {
        A: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'B' }] },
        B: aPass(),
      },
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    },
    {
      title: 'by a path that leads nowhere',
      states: { A: aPass({ InputPath: '$.missing' }) },
      status: 'FAILED',
      error: 'States.Runtime',
    },
  ];
  test.for(cases)('$title', ({ states, status, error }) => {
    const { execution } = drive({ definition: aDefinition(states), input: { n: 2 } });
    expect(execution.status).toBe(status);
    expect(execution.failure?.error).toBe(error);
    expect(execution.stoppedAt).toBe(startsAt);
  });
});

describe('a task that waits for its token', () => {
  const cases: readonly {
    readonly title: string;
    readonly script: Script;
    readonly lines: readonly string[];
  }[] = [
    {
      title: 'succeeds with what SendTaskSuccess says',
      script: [submits({ MessageId: 'm' }), reports('done', 60)],
      lines: ['5<4 TaskSubmitted', '6<5 TaskSucceeded', '7<6 TaskStateExited Work', '8<7 ExecutionSucceeded'],
    },
    {
      title: 'fails with what SendTaskFailure says',
      script: [submits({}), reports(new Failure('Refused', 'no'), 60)],
      lines: ['5<4 TaskSubmitted', '6<5 TaskFailed Refused', '7<6 ExecutionFailed Refused'],
    },
    {
      title: 'fails where its call was refused',
      script: [fails('SQS.QueueDoesNotExistException')],
      lines: [
        '5<4 TaskFailed SQS.QueueDoesNotExistException',
        '6<5 ExecutionFailed SQS.QueueDoesNotExistException',
      ],
    },
    {
      title: 'is submitted once, however often its call is answered',
      script: [submits({ n: 1 }), submits({ n: 2 }, undefined, 5), reports('done', 60)],
      lines: ['5<4 TaskSubmitted', '6<5 TaskSucceeded', '7<6 TaskStateExited Work', '8<7 ExecutionSucceeded'],
    },
    {
      title: 'takes the first report, and the second is late',
      script: [submits({}), reports('done', 1), reports(new Failure('Late'), 2)],
      lines: ['5<4 TaskSubmitted', '6<5 TaskSucceeded', '7<6 TaskStateExited Work', '8<7 ExecutionSucceeded'],
    },
  ];
  test.for(cases)('$title', ({ script, lines }) => {
    const run = drive({ definition: aDefinition({ Work: aCallback() }), tasks: { Work: [script] } });
    expect(linesOf(run).slice(4)).toEqual(lines);
  });
});

describe('a message about a task that is over is late, and changes nothing', () => {
  const messages: readonly Message[] = [
    { type: 'TaskSubmission', eventId: 3, output: {}, job: undefined },
    { type: 'TaskResult', eventId: 3, result: 'again' },
    { type: 'TokenReport', eventId: 3, result: 'again' },
    { type: 'TokenHeartbeat', eventId: 3 },
    { type: 'JobEnded', eventId: 3, detail: {} },
    { type: 'TaskResult', eventId: 99, result: 'of a task that never was' },
    { type: 'Start', input: {} },
  ];
  test.for(messages.map((message) => ({ type: message.type, message })))('$type', ({ message }) => {
    const run = drive({
      definition: aDefinition({ Work: aCallback({ Next: 'Rest' }), Rest: aWait(60) }),
      tasks: { Work: [[submits({}), reports('done', 1)]] },
      messages: [{ afterSeconds: 2, message }],
    });
    expect(run.late[0]).toBe(message);
    expect(run.decisions.find(({ isLate }) => isLate)).toMatchObject({ events: [], commands: [] });
    expect(run.execution.output).toBe('done');
  });
});

describe('StopExecution', () => {
  const stop = (error?: string, cause?: string) => ({
    afterSeconds: 10,
    message: { type: 'Stop', error, cause } as const,
  });

  test('cancels the tasks in flight, with their jobs', () => {
    const branches = [{ Job: aJob() }, { Work: aTask() }, { Back: aCallback() }, { Over: aTask() }];
    const run = drive({
      definition: aDefinition({ Both: aParallel(branches) }),
      tasks: { Job: [[submits({}, 'job-1')]], Back: [[submits({})]], Over: [[succeeds(1)]] },
      messages: [stop('Enough', 'of it')],
    });
    expect(run.execution.status).toBe('ABORTED');
    expect(run.execution.failure).toMatchObject({ error: 'Enough', cause: 'of it' });
    const cancelled = run.commands.filter(({ command }) => command.type === 'CancelTask');
    expect(cancelled.map(({ command }) => [command.stateName, 'job' in command && command.job])).toEqual([
      ['Job', 'job-1'],
      ['Work', undefined],
      ['Back', undefined],
    ]);
  });

  test('is recorded behind no event, without what it was not given', () => {
    const run = drive({ definition: aDefinition({ Rest: aWait(60) }), messages: [stop()] });
    expect(run.history.at(-1)).toEqual({
      timestamp: startsAt + 10_000,
      type: 'ExecutionAborted',
      id: 3,
      previousEventId: 0,
      executionAbortedEventDetails: {},
    });
  });
});

describe('a job', () => {
  const pollsAt = (run: Run) =>
    run.commands.filter(({ command }) => command.type === 'PollTask').map(({ afterSeconds }) => afterSeconds);
  const unfinished = (count: number, result: Json | Failure) => [...Array(count).fill(undefined), result];

  test('in the same account is polled seldom', () => {
    const run = drive({
      definition: aDefinition({ Job: aJob() }),
      tasks: { Job: [[submits({}, 'job-1')]] },
      polls: { Job: unfinished(6, 'done') },
    });
    expect(pollsAt(run)).toEqual([30, 60, 120, 240, 540, 840, 1140]);
    expect(run.execution.output).toBe('done');
  });

  test('in another account is polled more and more seldom, then each minute', () => {
    const job = aJob({ Credentials: { RoleArn: 'arn:aws:iam::222222222222:role/target' } });
    const run = drive({
      definition: aDefinition({ Job: job }),
      tasks: { Job: [[submits({}, 'job-1', 5)]] },
      polls: { Job: unfinished(8, new Failure('States.TaskFailed', 'it failed')) },
    });
    expect(pollsAt(run)).toEqual([6, 7, 9, 13, 21, 37, 97, 157, 217]);
    expect(run.execution.failure).toMatchObject({ error: 'States.TaskFailed', cause: 'it failed' });
    expect(run.commands.every(({ command }) => command.targetRoleArn?.endsWith(':role/target'))).toBe(true);
    const scheduled = run.history.find(({ type }) => type === 'TaskScheduled');
    expect(scheduled).toMatchObject({
      taskScheduledEventDetails: { taskCredentials: { roleArn: 'arn:aws:iam::222222222222:role/target' } },
    });
  });

  test('in the same account whose end nobody announces is polled as in another account', () => {
    const submitted = (eventId: number): Message => ({
      type: 'TaskSubmission',
      eventId,
      output: {},
      job: 'job-1',
      isPolledOnly: true,
    });
    const run = drive({
      definition: aDefinition({ Job: aJob() }),
      tasks: { Job: [[{ afterSeconds: 5, message: submitted }]] },
      polls: { Job: unfinished(8, 'done') },
    });
    expect(pollsAt(run)).toEqual([6, 7, 9, 13, 21, 37, 97, 157, 217]);
  });

  test('is asked for its result once its end is announced', () => {
    const run = drive({
      definition: aDefinition({ Job: aJob() }),
      tasks: { Job: [[submits({}, 'job-1'), announcesEnd(7)]] },
      polls: { Job: ['done'] },
    });
    expect(pollsAt(run)).toEqual([7]);
    expect(run.seconds).toBe(7);
  });

  test('is polled once for the polls that were missed while nobody was there', () => {
    const run = drive({
      definition: aDefinition({ Job: aJob() }),
      tasks: { Job: [[submits({}, 'job-1')]] },
      polls: { Job: unfinished(1, 'done') },
      wakesLateSeconds: 500,
    });
    expect(pollsAt(run)).toEqual([530, 1040]);
  });
});

describe('the size limit', () => {
  const bytesMax = 262_144;
  /** A JSON text of `bytes` bytes: `filler` stands for as many bytes as UTF-8 gives it, the rest is plain. */
  const textOf = (bytes: number, filler: string) => {
    const size = new TextEncoder().encode(filler).length;
    const count = Math.floor((bytes - 2) / size);
    return filler.repeat(count) + 'x'.repeat(bytes - 2 - count * size);
  };
  const fillers = ['a', 'é', '€', '😀'];
  const sizes = [
    { bytes: bytesMax, fits: true },
    { bytes: bytesMax + 1, fits: false },
  ];
  const cases = fillers.flatMap((filler) => sizes.map((size) => ({ filler, ...size })));

  test.for(cases)('a result of $bytes bytes of $filler', ({ filler, bytes, fits }) => {
    const run = drive({
      definition: aDefinition({ Work: aTask() }),
      tasks: { Work: [[succeeds(textOf(bytes, filler))]] },
    });
    expect(run.execution.failure?.error).toBe(fits ? undefined : 'States.DataLimitExceeded');
    const [failed] = run.history.filter(({ type }) => type === 'LambdaFunctionFailed');
    expect(failed === undefined).toBe(fits);
  });

  test.for(cases)("a Pass's output of $bytes bytes of $filler", ({ filler, bytes, fits }) => {
    const run = drive({ definition: aDefinition({ A: aPass() }), input: textOf(bytes, filler) });
    expect(run.execution.failure?.error).toBe(fits ? undefined : 'States.DataLimitExceeded');
  });

  test('a result over it is caught by its name and by States.ALL', () => {
    for (const name of ['States.DataLimitExceeded', 'States.ALL']) {
      const run = drive({
        definition: aDefinition({
          Work: aTask({ Catch: [{ ErrorEquals: [name], Next: 'Caught' }] }),
          Caught: aPass(),
        }),
        tasks: { Work: [[succeeds('x'.repeat(bytesMax))]] },
      });
      expect(run.execution.output).toEqual({
        Error: 'States.DataLimitExceeded',
        Cause:
          "The state/task 'arn:aws:lambda:us-east-1:111111111111:function:work' returned a result with a size exceeding the maximum number of bytes service limit.",
      });
    }
  });

  test('parameters over it keep a task from being called', () => {
    const half = 'x'.repeat(200_000);
    const run = drive({
      definition: aDefinition({
        Work: aTask({ Parameters: { 'a.$': '$.half', 'b.$': '$.half' }, ...caught }),
        Caught: aPass(),
      }),
      input: { half },
    });
    expect(run.execution.output).toMatchObject({ Error: 'States.DataLimitExceeded' });
    expect(run.commands).toEqual([]);
  });

  test('a Map whose outputs are over it together fails', () => {
    const run = drive({
      definition: aDefinition({ Each: aMap({ A: aPass({ Result: 'x'.repeat(100_000) }) }) }),
      input: [1, 2, 3],
    });
    expect(run.execution.failure?.error).toBe('States.DataLimitExceeded');
  });
});

describe('the bounds of a turn and of a history', () => {
  /** Counts to `count` with four events for each, and goes on with `after`. */
  const counting = (count: number, after: JsonObject) =>
    aDefinition({
      Count: aPass({ Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' }),
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericGreaterThanEquals: count, Next: Object.keys(after)[0] ?? '' }],
        Default: 'Count',
      },
      ...after,
    });
  const input = { n: 0 };

  test('a turn is cut short after 1,000 events, and the next goes on', () => {
    const run = drive({ definition: counting(1_000, { Done: aPass() }), input });
    expect(run.execution.output).toEqual({ n: 1_000 });
    const turns = run.decisions.filter(({ isLate }) => !isLate);
    expect(turns.map(({ events }) => events.length)).toEqual([1_001, 1_000, 1_000, 1_000, 3]);
    expect(turns.map(({ isCutShort }) => isCutShort)).toEqual([true, true, true, true, false]);
  });

  test('the execution fails with its 25,000th event', () => {
    const run = drive({ definition: counting(100_000, { Done: aPass() }), input });
    expect(run.execution.lastEventId).toBe(25_000);
    expect(run.execution.failure).toMatchObject({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(historyLine(run.history.at(-1) ?? {})).toBe('25000<24999 ExecutionFailed States.Runtime');
  });

  test.for([0, 1, 2, 3, 4, 5])(
    'a history that is full leaves no task open, and cancels none twice (%i states before)',
    (count) => {
      const names = Array.from({ length: count }, (_, index) => `P${index}`);
      const passes = names.map((name, index) => [name, aPass({ Next: names[index + 1] ?? 'Both' })]);
      const again = {
        Again: aTask({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1_000, BackoffRate: 1 }] }),
      };
      const run = drive({
        definition: counting(6_200, {
          ...Object.fromEntries(passes),
          Both: aParallel([{ Open: aTask() }, again, { Rest: aWait(10) }]),
        }),
        input,
        tasks: { Again: [[fails('Boom')]] },
      });
      expect(run.execution.lastEventId).toBe(25_000);
      expect(run.execution.failure?.error).toBe('States.Runtime');
      const cancelled = run.commands.filter(({ command }) => command.type === 'CancelTask');
      expect(cancelled.map(({ command }) => command.stateName)).toContain('Open');
    },
  );

  test('messages between a turn cut short and its Continue lose nothing', () => {
    const items = Array.from({ length: 400 }, (_, index) => index);
    const run = drive({
      definition: aDefinition({
        Both: aParallel([{ Each: aMap({ A: aPass({ Next: 'B' }), B: aPass() }) }, { Work: aTask() }]),
      }),
      input: items,
      tasks: { Work: [[succeeds('done')]] },
    });
    expect(run.decisions.some(({ isCutShort }) => isCutShort)).toBe(true);
    expect(run.execution.output).toEqual([items, 'done']);
  });
});
