import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { apply, createExecution } from '../../src/engine/apply.ts';
import { decide } from '../../src/engine/decide.ts';
import { decodeTurn, encodeTurn } from '../../src/engine/event-log.ts';
import type { Message } from '../../src/engine/message.ts';
import { redriveRefusal } from '../../src/engine/redrive.ts';
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
  compiled,
  drive,
  fails,
  picksUp,
  type Run,
  reports,
  type Scenario,
  someFacts,
  startsAt,
  submits,
  succeeds,
} from '../support/engine-driver.ts';
import { historyLine } from '../support/history-line.ts';

const redriveAt = 1_000;
const boom = fails('Boom', 'because');
const stop: Message = { type: 'Stop', error: 'Stopped', cause: undefined };

function aRedrive(clientToken?: string): Message {
  return { type: 'Redrive', clientToken };
}

/** Runs `scenario`, whose execution is redriven after 1,000 seconds and, where it takes more, every 1,000 seconds again. */
function redriven(scenario: Scenario, redriveCount = 1): Run {
  const redrives = Array.from({ length: redriveCount }, (_, index) => ({
    afterSeconds: redriveAt * (index + 1),
    message: aRedrive(),
  }));
  return drive({ ...scenario, messages: [...(scenario.messages ?? []), ...redrives] });
}

function linesAfterEnd({ history }: Run): readonly string[] {
  const from = history.findIndex(({ type }) => type === 'ExecutionRedriven');
  return from < 1 ? [] : history.slice(from - 1).map(historyLine);
}

function nextTo(name: string): JsonObject {
  return { Next: name };
}

interface Continuation {
  readonly title: string;
  readonly scenario: Scenario;
  /** The history from the event on that ended the execution first. */
  readonly lines: readonly string[];
  readonly output?: Json;
}

const continuations: readonly Continuation[] = [
  {
    title: 'a Task that failed is scheduled again, and is not entered again',
    scenario: {
      definition: aDefinition({
        Before: aPass(nextTo('Work')),
        Work: aTask(nextTo('After')),
        After: aPass(),
      }),
      tasks: { Work: [[boom], [succeeds('done')]] },
    },
    lines: [
      '8<7 ExecutionFailed Boom',
      '9<8 ExecutionRedriven',
      '10<4 LambdaFunctionScheduled',
      '11<10 LambdaFunctionStarted',
      '12<11 LambdaFunctionSucceeded',
      '13<12 TaskStateExited Work',
      '14<13 PassStateEntered After',
      '15<14 PassStateExited After',
      '16<15 ExecutionSucceeded',
    ],
    output: 'done',
  },
  {
    title: 'a Retrier starts afresh: its attempts and the event that the Task follows are those of the state',
    scenario: {
      definition: aDefinition({
        Work: aTask({ Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 1 }] }),
      }),
      tasks: { Work: [[boom], [boom], [boom], [succeeds('third time')]] },
    },
    lines: [
      '9<8 ExecutionFailed Boom',
      '10<9 ExecutionRedriven',
      '11<2 LambdaFunctionScheduled',
      '12<11 LambdaFunctionStarted',
      '13<12 LambdaFunctionFailed Boom',
      '14<13 LambdaFunctionScheduled',
      '15<14 LambdaFunctionStarted',
      '16<15 LambdaFunctionSucceeded',
      '17<16 TaskStateExited Work',
      '18<17 ExecutionSucceeded',
    ],
    output: 'third time',
  },
  {
    title: 'a Fail state fails again, without an event of its own',
    scenario: { definition: aDefinition({ Before: aPass(nextTo('Boom')), Boom: aFail('Boom') }) },
    lines: ['5<4 ExecutionFailed Boom', '6<5 ExecutionRedriven', '7<6 ExecutionFailed Boom'],
  },
  {
    title: 'a Choice without a match is evaluated again',
    scenario: {
      definition: aDefinition({
        Which: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 2, Next: 'Two' }] },
        Two: aPass(),
      }),
      input: { a: 1 },
    },
    lines: [
      '3<2 ExecutionFailed States.NoChoiceMatched',
      '4<3 ExecutionRedriven',
      '5<2 ExecutionFailed States.NoChoiceMatched',
    ],
  },
  {
    title: 'a Task whose execution was stopped is scheduled again',
    scenario: {
      definition: aDefinition({ Work: aTask() }),
      tasks: { Work: [[succeeds('too late', 60)], [succeeds('done')]] },
      messages: [{ afterSeconds: 10, message: stop }],
    },
    lines: [
      '5<0 ExecutionAborted Stopped',
      '6<5 ExecutionRedriven',
      '7<2 LambdaFunctionScheduled',
      '8<7 LambdaFunctionStarted',
      '9<8 LambdaFunctionSucceeded',
      '10<9 TaskStateExited Work',
      '11<10 ExecutionSucceeded',
    ],
    output: 'done',
  },
  {
    title: 'an execution that timed out has its time again',
    scenario: {
      definition: aDefinition({ Work: aTask() }, { TimeoutSeconds: 20 }),
      tasks: { Work: [[], [succeeds('done', 15)]] },
    },
    lines: [
      '5<0 ExecutionTimedOut',
      '6<5 ExecutionRedriven',
      '7<2 LambdaFunctionScheduled',
      '8<7 LambdaFunctionStarted',
      '9<8 LambdaFunctionSucceeded',
      '10<9 TaskStateExited Work',
      '11<10 ExecutionSucceeded',
    ],
    output: 'done',
  },
  {
    title: 'a job is started anew',
    scenario: {
      definition: aDefinition({ Job: aJob() }),
      tasks: { Job: [[submits({}, 'first'), fails('Boom', 'because', 1)], [submits({}, 'second')]] },
      polls: { Job: [{ done: 'second' }] },
    },
    lines: [
      '7<6 ExecutionFailed Boom',
      '8<7 ExecutionRedriven',
      '9<2 TaskScheduled',
      '10<9 TaskStarted',
      '11<10 TaskSubmitted',
      '12<11 TaskSucceeded',
      '13<12 TaskStateExited Job',
      '14<13 ExecutionSucceeded',
    ],
    output: { done: 'second' },
  },
  {
    title: 'a Wait counts its seconds again',
    scenario: {
      definition: aDefinition({ Rest: aWait(60) }),
      input: 1,
      messages: [{ afterSeconds: 10, message: stop }],
    },
    lines: [
      '3<0 ExecutionAborted Stopped',
      '4<3 ExecutionRedriven',
      '5<2 WaitStateExited Rest',
      '6<5 ExecutionSucceeded',
    ],
    output: 1,
  },
  {
    title: 'a state that waited for its next attempt makes it at once',
    scenario: {
      definition: aDefinition({ Work: aTask({ Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 600 }] }) }),
      tasks: { Work: [[boom], [succeeds('done')]] },
      messages: [{ afterSeconds: 10, message: stop }],
    },
    lines: [
      '6<0 ExecutionAborted Stopped',
      '7<6 ExecutionRedriven',
      '8<2 LambdaFunctionScheduled',
      '9<8 LambdaFunctionStarted',
      '10<9 LambdaFunctionSucceeded',
      '11<10 TaskStateExited Work',
      '12<11 ExecutionSucceeded',
    ],
    output: 'done',
  },
  {
    title: 'of a Parallel the branches go on that failed or were given up, from where they were',
    scenario: {
      definition: aDefinition({
        Both: aParallel([
          { Done: aTask() },
          { Before: aPass(nextTo('Boom')), Boom: aTask() },
          { Slow: aTask() },
        ]),
      }),
      tasks: {
        Done: [[succeeds('kept', 1)]],
        Boom: [[fails('Boom', 'because', 2)], [succeeds('repaired', 1)]],
        Slow: [[], [succeeds('slow')]],
      },
    },
    lines: [
      '21<20 ExecutionFailed Boom',
      '22<21 ExecutionRedriven',
      '23<9 LambdaFunctionScheduled',
      '24<23 LambdaFunctionStarted',
      '25<12 LambdaFunctionScheduled',
      '26<25 LambdaFunctionStarted',
      '27<26 LambdaFunctionSucceeded',
      '28<27 TaskStateExited Slow',
      '29<24 LambdaFunctionSucceeded',
      '30<29 TaskStateExited Boom',
      '31<30 ParallelStateSucceeded',
      '32<30 ParallelStateExited Both',
      '33<32 ExecutionSucceeded',
    ],
    output: ['kept', 'repaired', 'slow'],
  },
  {
    title:
      'of a Map the failed iteration goes on, those that succeeded keep their results, the rest are started',
    scenario: {
      definition: aDefinition({ Each: aMap({ Work: aTask() }, { MaxConcurrency: 1 }) }),
      input: [0, 1, 2],
      tasks: { Work: [[succeeds('zero')], [boom], [succeeds('one')], [succeeds('two')]] },
    },
    lines: [
      '18<17 ExecutionFailed Boom',
      '19<18 ExecutionRedriven',
      '20<12 LambdaFunctionScheduled',
      '21<20 LambdaFunctionStarted',
      '22<21 LambdaFunctionSucceeded',
      '23<22 TaskStateExited Work',
      '24<23 MapIterationSucceeded 1',
      '25<23 MapIterationStarted 2',
      '26<25 TaskStateEntered Work',
      '27<26 LambdaFunctionScheduled',
      '28<27 LambdaFunctionStarted',
      '29<28 LambdaFunctionSucceeded',
      '30<29 TaskStateExited Work',
      '31<30 MapIterationSucceeded 2',
      '32<31 MapStateSucceeded',
      '33<31 MapStateExited Each',
      '34<33 ExecutionSucceeded',
    ],
    output: ['zero', 'one', 'two'],
  },
  {
    title: 'a Parallel whose every branch succeeded runs none again',
    scenario: {
      definition: aDefinition({
        Both: aParallel([{ A: aPass() }], { ResultSelector: { 'a.$': '$[5].none' } }),
      }),
    },
    lines: [
      '7<5 ExecutionFailed States.Runtime',
      '8<7 ExecutionRedriven',
      '9<2 ParallelStateSucceeded',
      '10<2 ExecutionFailed States.Runtime',
    ],
  },
  {
    title: 'a Map that failed before its first iteration begins again',
    scenario: {
      definition: aDefinition({ Each: aMap({ Work: aPass() }, { ItemSelector: { 'b.$': '$.none' } }) }),
      input: [1],
    },
    lines: [
      '4<3 ExecutionFailed States.Runtime',
      '5<4 ExecutionRedriven',
      '6<2 MapStateStarted',
      '7<6 ExecutionFailed States.Runtime',
    ],
  },
];

describe('a redrive', () => {
  test.each(continuations)('$title', ({ scenario, lines, output }) => {
    const run = redriven(scenario);
    expect(linesAfterEnd(run)).toEqual(lines);
    expect(run.execution.output).toEqual(output);
    expect(run.execution.redrives).toEqual([{ at: startsAt + redriveAt * 1000, clientToken: undefined }]);
  });

  test('goes on with iterations no more than MaxConcurrency at once, and forgets those that failed before', () => {
    const answers = [...Array(4)].map(() => [boom]);
    const run = redriven({
      definition: aDefinition({
        Each: aMap({ Work: aTask() }, { MaxConcurrency: 2, ToleratedFailureCount: 3 }),
      }),
      input: [0, 1, 2, 3, 4, 5],
      tasks: { Work: [...answers, [succeeds('done', 1)]] },
    });
    expect(run.execution.output).toEqual(Array(6).fill('done'));
    const iterations = run.history.filter(({ type }) => type === 'MapIterationStarted').map(historyLine);
    expect(iterations.map((line) => line.slice(-1))).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  test('may follow a redrive, and goes on from where that one failed', () => {
    const run = redriven(
      {
        definition: aDefinition({ First: aTask(nextTo('Second')), Second: aTask() }),
        tasks: { First: [[boom], [succeeds(1)]], Second: [[boom], [succeeds(2)]] },
      },
      2,
    );
    const counts = run.history
      .filter(({ type }) => type === 'ExecutionRedriven')
      .map(({ executionRedrivenEventDetails }) => executionRedrivenEventDetails);
    expect(counts).toEqual([{ redriveCount: 1 }, { redriveCount: 2 }]);
    expect(run.history.map(historyLine)).toContain('18<12 LambdaFunctionScheduled');
    expect(run.execution.output).toBe(2);
  });

  test('that was stopped in the middle of a Map leaves what it had not come to for the next', () => {
    const run = drive({
      definition: aDefinition({
        Each: aMap({ Work: aTask() }, { MaxConcurrency: 1, ToleratedFailureCount: 2 }),
      }),
      input: [0, 1, 2],
      tasks: { Work: [[boom], [boom], [boom], [], [succeeds('done')]] },
      messages: [
        { afterSeconds: redriveAt, message: aRedrive() },
        { afterSeconds: redriveAt + 1, message: stop },
        { afterSeconds: redriveAt + 2, message: aRedrive() },
      ],
    });
    // Three failures are borne no more than two are.
    expect(run.execution.status).toBe('SUCCEEDED');
    expect(run.execution.output).toEqual(['done', 'done', 'done']);
  });

  test('reaches into states inside of states', () => {
    const inner = aMap({ Work: aTask() }, { ItemsPath: '$.items' });
    const run = redriven({
      definition: aDefinition({
        Outer: aParallel([
          { Kept: aPass() },
          { Middle: aParallel([{ Inner: inner }, { Wait: aWait(5_000) }]) },
        ]),
      }),
      input: { items: [0, 1] },
      tasks: { Work: [[succeeds('zero')], [boom], [succeeds('one')]] },
    });
    expect(run.execution.output).toEqual([{ items: [0, 1] }, [['zero', 'one'], { items: [0, 1] }]]);
    const entered = run.history.filter(({ type }) => String(type).endsWith('StateEntered')).map(historyLine);
    expect(entered.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'ParallelStateEntered Outer',
      'PassStateEntered Kept',
      'ParallelStateEntered Middle',
      'MapStateEntered Inner',
      'WaitStateEntered Wait',
      'TaskStateEntered Work',
      'TaskStateEntered Work',
    ]);
    expect(run.seconds).toBe(redriveAt + 5_000);
  });

  test('restarts the whole Parallel that failed over the limit on data', () => {
    const run = redriven({
      definition: aDefinition({ Both: aParallel([{ A: aTask() }, { B: aTask() }]) }),
      tasks: {
        A: [[succeeds('a'.repeat(200_000))], [succeeds('a')]],
        B: [[succeeds('b'.repeat(200_000))], [succeeds('b')]],
      },
    });
    expect(linesAfterEnd(run).slice(0, 4)).toEqual([
      '14<3 ExecutionFailed States.DataLimitExceeded',
      '15<14 ExecutionRedriven',
      '16<2 ParallelStateStarted',
      '17<16 TaskStateEntered A',
    ]);
    expect(run.execution.output).toEqual(['a', 'b']);
  });

  test('tells of itself in the Context object, and of no attempt before it', () => {
    const run = redriven({
      definition: aDefinition({
        Work: aTask({
          Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }],
          Parameters: {
            'count.$': '$$.Execution.RedriveCount',
            'execution.$': '$$.Execution',
            'entered.$': '$$.State.EnteredTime',
            'retries.$': '$$.State.RetryCount',
          },
        }),
      }),
      tasks: { Work: [[boom], [boom], [succeeds(1)]] },
    });
    const calls = run.commands.flatMap(({ command }) =>
      command.type === 'CallTask' ? [command.parameters as JsonObject] : [],
    );
    const time = ({ execution }: JsonObject) => (execution as JsonObject).RedriveTime;
    expect(calls.map(({ count, entered, retries }) => [count, entered, retries])).toEqual([
      [0, '2024-01-01T00:00:00Z', 0],
      [0, '2024-01-01T00:00:00Z', 1],
      [1, '2024-01-01T00:00:00Z', 0],
    ]);
    expect(calls.map(time)).toEqual([undefined, undefined, '2024-01-01T00:16:40Z']);
  });

  test('gives a new token, and an old one answers nothing', () => {
    const run = drive({
      definition: aDefinition({ Ask: aCallback() }),
      tasks: { Ask: [[submits({})], [submits({}), reports('answer', 5)]] },
      messages: [
        { afterSeconds: 10, message: stop },
        { afterSeconds: 20, message: aRedrive() },
        { afterSeconds: 21, message: { type: 'TokenReport', eventId: 3, result: 'old' } },
      ],
    });
    expect(run.execution.output).toBe('answer');
    expect(run.late[0]).toMatchObject({ type: 'TokenReport', result: 'old' });
  });

  test("lets a worker have an activity's task again", () => {
    const activity = 'arn:aws:states:us-east-1:111111111111:activity:work';
    const run = redriven({
      definition: aDefinition({ Work: aTask({ Resource: activity, TimeoutSeconds: 30 }) }),
      tasks: { Work: [[picksUp(1)], [picksUp(1), reports('done', 2)]] },
    });
    expect(linesAfterEnd(run).slice(0, 4)).toEqual([
      '6<5 ExecutionFailed States.Timeout',
      '7<6 ExecutionRedriven',
      '8<2 ActivityScheduled',
      '9<8 ActivityStarted',
    ]);
    expect(run.execution.output).toBe('done');
  });

  test('of more branches than one turn may begin is cut short, and loses none', () => {
    const items = Array.from({ length: 40 }, (_, index) => index);
    const branches = Array.from({ length: 10 }, (_, index) => ({
      [`Each${index}`]: aMap({ [`Work${index}`]: aTask() }, { ItemsPath: '$' }),
    }));
    let callCount = 0;
    const tasks = () => {
      callCount += 1;
      return callCount <= branches.length * items.length ? [] : [succeeds(1)];
    };
    const run = redriven({
      definition: aDefinition({ All: aParallel(branches) }),
      input: items,
      tasks,
      messages: [{ afterSeconds: 10, message: stop }],
    });
    const from = run.decisions.findIndex(({ events }) => events[0]?.type === 'ExecutionRedriven');
    expect(run.decisions.slice(from, from + 2).map(({ isCutShort }) => isCutShort)).toEqual([true, false]);
    expect(run.execution.output).toEqual(branches.map(() => items.map(() => 1)));
  });
});

describe('a request for a redrive', () => {
  const failing: Scenario = { definition: aDefinition({ Work: aTask() }), tasks: { Work: [[boom]] } };

  test.each<{ title: string; messages: NonNullable<Scenario['messages']>; redrives: number }>([
    {
      title: 'is made once for all requests with its token',
      messages: [0, 1, 899].map((seconds) => ({ afterSeconds: redriveAt + seconds, message: aRedrive('a') })),
      redrives: 1,
    },
    {
      title: 'is another one after 15 minutes',
      messages: [0, 901].map((seconds) => ({ afterSeconds: redriveAt + seconds, message: aRedrive('a') })),
      redrives: 2,
    },
    {
      title: 'is made again with another token, and with none',
      messages: ['a', 'b', undefined, undefined].map((token, index) => ({
        afterSeconds: redriveAt + index,
        message: aRedrive(token),
      })),
      redrives: 4,
    },
    {
      title: 'is known among the last ten tokens',
      messages: [...'abcdefghijbak'].map((token, index) => ({
        afterSeconds: redriveAt + index,
        message: aRedrive(token),
      })),
      redrives: 11,
    },
    {
      title: 'is forgotten behind ten others',
      messages: [...'abcdefghijka'].map((token, index) => ({
        afterSeconds: redriveAt + index,
        message: aRedrive(token),
      })),
      redrives: 12,
    },
  ])('$title', ({ messages, redrives }) => {
    const run = drive({ ...failing, messages });
    expect(run.execution.redrives.length).toBe(redrives);
  });

  test('of an execution that runs changes nothing', () => {
    const run = drive({
      definition: aDefinition({ Rest: aWait(60) }),
      messages: [{ afterSeconds: 10, message: aRedrive() }],
    });
    expect(run.late[0]).toEqual(aRedrive());
    expect(run.execution).toMatchObject({ status: 'SUCCEEDED', redrives: [] });
  });

  const day = 24 * 60 * 60 * 1000;
  const year = 365 * day;
  test.each([
    { status: 'RUNNING', reason: 'Execution is RUNNING and cannot be redriven' },
    { status: 'SUCCEEDED', reason: 'Execution is SUCCEEDED and cannot be redriven' },
    { status: 'FAILED', reason: undefined },
    { status: 'TIMED_OUT', reason: undefined },
    { status: 'ABORTED', reason: undefined },
    { status: 'FAILED', at: 14 * day, reason: undefined },
    { status: 'FAILED', at: 14 * day + 1, reason: 'Execution redrivable period exceeded' },
    { status: 'FAILED', eventCount: 24_998, reason: undefined },
    { status: 'FAILED', eventCount: 24_999, reason: 'Execution history event limit exceeded' },
    { status: 'FAILED', startedAt: -year, reason: undefined },
    { status: 'FAILED', startedAt: -year - 1, reason: 'Execution has exceeded the max execution time' },
  ] as const)('$status at $at, $eventCount events: $reason', (example) => {
    const { status, reason } = example;
    const { at = 0, eventCount = 10, startedAt = 0 } = { ...example };
    const facts = { status, startedAt, stoppedAt: status === 'RUNNING' ? undefined : 0, eventCount };
    expect(redriveRefusal(facts, at)).toBe(reason);
  });
});

test('an execution that a redrive left under way is folded from its log alone', () => {
  const surroundings = { random: () => 0.5, newId: () => 'id', taskToken: () => 'token' };
  const machine = compiled(aDefinition({ Both: aParallel([{ A: aTask() }, { B: aTask() }]) }));
  const messages: readonly Message[] = [
    { type: 'Start', input: {} },
    { type: 'TaskResult', eventId: 5, result: 'a' },
    { type: 'TaskResult', eventId: 8, result: new Failure('Boom') },
    aRedrive('token'),
  ];
  let live = createExecution(someFacts, machine);
  let folded = live;
  for (const message of messages) {
    const { events, execution } = decide(live, message, { ...surroundings, at: startsAt });
    live = execution;
    folded = decodeTurn(encodeTurn(events)).reduce(apply, folded);
  }
  expect(folded).toStrictEqual(live);
  expect(live).toMatchObject({ status: 'RUNNING', redrives: [{ at: startsAt, clientToken: 'token' }] });
});
