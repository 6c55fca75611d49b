import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { isQueued, isUnderWay, openTasks } from '../../../src/engine/execution.ts';
import { aDefinition, aParallel, aPass, aTask, aWait } from '../../support/a-definition.ts';
import {
  beats,
  drive,
  givesBack,
  picksUp,
  type Reply,
  reports,
  type Script,
} from '../../support/engine-driver.ts';
import { historyLine } from '../../support/history-line.ts';

const activity = 'arn:aws:states:us-east-1:111111111111:activity:work';

function anActivityTask(more: JsonObject = {}): JsonObject {
  return aTask({ Resource: activity, ...more });
}

/** There is no such activity. */
const isUnknown: Reply = {
  afterSeconds: 0,
  message: (eventId) => ({ type: 'ScheduleFailure', eventId, failure: new Failure('NoActivity', 'none') }),
};

/** The history after the state was entered as event 2, and when the execution ended. */
const cases: readonly {
  readonly title: string;
  readonly task?: JsonObject;
  readonly scripts: readonly Script[];
  readonly history: readonly string[];
  readonly seconds: number;
}[] = [
  {
    title: 'a task starts when a worker takes it and ends with what the worker reports',
    scripts: [[picksUp(5, 'me'), reports('done', 7)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivitySucceeded'],
    seconds: 7,
  },
  {
    title: 'a worker may report a failure',
    scripts: [[picksUp(1), reports(new Failure('Broken', 'badly'), 2)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivityFailed Broken'],
    seconds: 2,
  },
  {
    title: 'a second worker does not get the task',
    scripts: [[picksUp(1, 'one'), picksUp(2, 'two'), reports('done', 3)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivitySucceeded'],
    seconds: 3,
  },
  {
    title: 'a task that its worker did not get is given to another',
    scripts: [[picksUp(1, 'one'), givesBack(2), picksUp(3, 'two'), reports('done', 4)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivityStarted', '6<5 ActivitySucceeded'],
    seconds: 4,
  },
  {
    title: 'a task that no worker has cannot be given back',
    scripts: [[givesBack(1), picksUp(2), reports('done', 3)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivitySucceeded'],
    seconds: 3,
  },
  {
    title: 'TimeoutSeconds counts from scheduling, whether a worker comes or not',
    task: { TimeoutSeconds: 10 },
    scripts: [[]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityTimedOut States.Timeout'],
    seconds: 10,
  },
  {
    title: 'a worker that comes late in a TimeoutSeconds has what is left of it',
    task: { TimeoutSeconds: 10 },
    scripts: [[picksUp(9)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivityTimedOut States.Timeout'],
    seconds: 10,
  },
  {
    title: 'HeartbeatSeconds counts from when a worker has the task',
    task: { HeartbeatSeconds: 3, TimeoutSeconds: 100 },
    scripts: [[picksUp(20)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivityTimedOut States.Timeout'],
    seconds: 23,
  },
  {
    title: 'a heartbeat starts HeartbeatSeconds again, and is not in the history',
    task: { HeartbeatSeconds: 3 },
    scripts: [[picksUp(20), beats(22), beats(24), reports('done', 26)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivitySucceeded'],
    seconds: 26,
  },
  {
    title: 'a task that was given back needs no heartbeat until another worker has it',
    task: { HeartbeatSeconds: 3 },
    scripts: [[picksUp(1), givesBack(2), picksUp(50), reports('done', 52)]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityStarted', '5<4 ActivityStarted', '6<5 ActivitySucceeded'],
    seconds: 52,
  },
  {
    title: 'a task of no activity fails before it starts',
    scripts: [[isUnknown]],
    history: ['3<2 ActivityScheduled', '4<3 ActivityScheduleFailed NoActivity'],
    seconds: 0,
  },
  {
    title: 'a Retrier schedules the task anew, for any worker',
    task: { Retry: [{ ErrorEquals: ['NoActivity', 'Broken'], IntervalSeconds: 5 }] },
    scripts: [[isUnknown], [picksUp(1), reports(new Failure('Broken'), 2)], [picksUp(1), reports('done', 2)]],
    history: [
      '3<2 ActivityScheduled',
      '4<3 ActivityScheduleFailed NoActivity',
      '5<4 ActivityScheduled',
      '6<5 ActivityStarted',
      '7<6 ActivityFailed Broken',
      '8<7 ActivityScheduled',
      '9<8 ActivityStarted',
      '10<9 ActivitySucceeded',
    ],
    seconds: 0 + 5 + 2 + 10 + 2,
  },
];

test.each(cases)('$title', ({ task = {}, scripts, history, seconds }) => {
  const run = drive({ definition: aDefinition({ Work: anActivityTask(task) }), tasks: { Work: scripts } });
  const lines = run.history.map(historyLine);
  expect(lines.slice(2, 2 + history.length)).toEqual(history);
  expect(lines.filter((line) => line.includes(' Activity'))).toHaveLength(history.length);
  expect(run.seconds).toBe(seconds);
});

test('the history has the input, the limits and the name of the worker', () => {
  const { history } = drive({
    definition: aDefinition({ Work: anActivityTask({ TimeoutSeconds: 9, HeartbeatSeconds: 4 }) }),
    input: { n: 1 },
    tasks: { Work: [[picksUp(1, 'me'), reports({ m: 2 }, 2)]] },
  });
  const untruncated = { truncated: false };
  expect(history.slice(2, 5)).toMatchObject([
    {
      activityScheduledEventDetails: {
        resource: activity,
        input: '{"n":1}',
        inputDetails: untruncated,
        timeoutInSeconds: 9,
        heartbeatInSeconds: 4,
      },
    },
    { activityStartedEventDetails: { workerName: 'me' } },
    { activitySucceededEventDetails: { output: '{"m":2}', outputDetails: untruncated } },
  ]);
});

describe('a task is not given to a worker', () => {
  const work = anActivityTask({ TimeoutSeconds: 10 });
  test.each<{
    title: string;
    definition: JsonObject;
    scripts: Script;
    messages?: 'stop';
    wakesLateSeconds?: number;
  }>([
    {
      title: 'once its time is up, though the execution was not woken yet',
      definition: aDefinition({ Work: work }),
      scripts: [picksUp(12)],
      wakesLateSeconds: 5,
    },
    {
      title: 'once the time of its execution is up',
      definition: aDefinition({ Work: anActivityTask() }, { TimeoutSeconds: 10 }),
      scripts: [picksUp(12)],
      wakesLateSeconds: 5,
    },
    {
      title: 'once its execution was stopped',
      definition: aDefinition({ Work: work }),
      scripts: [picksUp(3)],
      messages: 'stop',
    },
    {
      title: 'once another branch has failed',
      definition: aDefinition({
        Both: aParallel([{ Work: work }, { Soon: aWait(1, { Next: 'Fail' }), Fail: { Type: 'Fail' } }], {
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
        }),
        After: aWait(30),
      }),
      scripts: [picksUp(3)],
    },
  ])('$title', ({ definition, scripts, messages, wakesLateSeconds = 0 }) => {
    const stop = { afterSeconds: 2, message: { type: 'Stop', error: undefined, cause: undefined } } as const;
    const run = drive({
      definition,
      tasks: { Work: [scripts] },
      messages: messages === undefined ? [] : [stop],
      wakesLateSeconds,
    });
    expect(run.late[0]).toMatchObject({ type: 'TaskPickup' });
    expect(run.events.filter(({ type }) => type === 'TaskStarted')).toEqual([]);
  });
});

test.each<{ title: string; script: Script; isWaitingForWorker: boolean }>([
  { title: 'a task that waits for a worker', script: [], isWaitingForWorker: true },
  { title: 'a task that a worker has', script: [picksUp(1)], isWaitingForWorker: false },
  { title: 'a task that was given back', script: [picksUp(1), givesBack(2)], isWaitingForWorker: true },
])('$title needs nothing after a crash', ({ script, isWaitingForWorker }) => {
  const { execution } = drive({
    definition: aDefinition({ Before: aPass({ Next: 'Work' }), Work: anActivityTask() }),
    tasks: { Work: [script] },
    untilSeconds: 10,
  });
  expect(openTasks(execution).map(isQueued)).toEqual([isWaitingForWorker]);
  expect(isUnderWay(execution)).toBe(false);
});
