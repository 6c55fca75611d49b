import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { ActivityTask } from '../../src/runtime/activity-queue.ts';
import { type ExecutionSummary, StoreUnavailable, type TurnCommit } from '../../src/store/store.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type ActivityRuntime, anActivityRuntime, workArn } from './an-activity-runtime.ts';
import { aStillClock, type StillClock } from './still-clock.ts';

const account = '111111111111';

let clock: StillClock;
let opened: ActivityRuntime;
/** Told of every turn before the store is; may throw. */
let onCommit: (turn: TurnCommit) => void;

beforeEach(async () => {
  clock = aStillClock();
  onCommit = () => {};
  opened = await anActivityRuntime({
    clock,
    wrap: (store) => ({
      ...store,
      executions: {
        ...store.executions,
        commit: async (turn) => {
          onCommit(turn);
          return store.executions.commit(turn);
        },
      },
    }),
  });
});
afterEach(() => opened.close());

function poll(workerName?: string, onHangUp?: (hangUp: () => void) => void) {
  return opened.runtime.activities.poll({ activityArn: workArn, workerName, onHangUp });
}

/** A poll that can be given up. */
function hangingPoll(workerName?: string) {
  let hangUp = () => {};
  const task = poll(workerName, (give) => {
    hangUp = give;
  });
  return { task, hangUp: () => hangUp() };
}

function start(index: number, machine = 'Worker'): Promise<ExecutionSummary> {
  return opened.start(`${machine}-${index}`, { index });
}

function indexOf(task: ActivityTask | undefined): number {
  return JSON.parse(task?.input ?? '{}').index;
}

/** Lets what is under way come to rest. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await opened.store.executions.findNextWakeAt();
}

async function queueLength(): Promise<number> {
  return (await opened.store.executions.listQueued(workArn, -1, 10_000)).length;
}

test('a worker that waits gets a task as soon as one is scheduled, and its report ends the task', async () => {
  const waiting = poll('me');
  await settle();
  const execution = await start(1);
  const task = await waiting;
  expect(task?.input).toBe('{"index":1}');
  const reported = await opened.runtime.reportTask(task?.taskToken ?? '', account, { result: 'done' });
  expect(reported).toBe('accepted');
  expect(await opened.historyOf(execution)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered Work',
    '3<2 ActivityScheduled',
    '4<3 ActivityStarted',
    '5<4 ActivitySucceeded',
    '6<5 TaskStateExited Work',
    '7<6 ExecutionSucceeded',
  ]);
  expect(await queueLength()).toBe(0);
});

test('tasks are given out in the order they were scheduled in', async () => {
  const count = 300;
  for (let index = 0; index < count; index += 1) await start(index);
  const given: number[] = [];
  while (given.length < count) given.push(indexOf(await poll()));
  expect(given).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('a poll is answered with nothing after a minute', async () => {
  const asked = clock.now();
  expect(await clock.ringUntil(poll())).toBeUndefined();
  expect(clock.now() - asked).toBe(60_000);
  await settle();
  expect(opened.runtime.activities.polledCount).toBe(0);
});

test('a poll that was answered leaves no timer', async () => {
  const timers = clock.timerCount;
  const waiting = poll();
  await start(1, 'Timed');
  await waiting;
  await start(2);
  await poll();
  // One wakes the execution whose task is timed.
  expect(clock.timerCount).toBeLessThanOrEqual(timers + 1);
  await settle();
  expect(opened.runtime.activities.polledCount).toBe(0);
});

test('no more than a thousand workers wait for tasks of one activity', async () => {
  const polls = Array.from({ length: 1_000 }, () => hangingPoll());
  expect(() => poll()).toThrow(expect.objectContaining({ code: 'ActivityWorkerLimitExceeded' }));
  polls[500]?.hangUp();
  const last = poll();
  opened.runtime.activities.close();
  expect(new Set(await Promise.all([last, ...polls.map(({ task }) => task)]))).toEqual(new Set([undefined]));
});

describe('a task that ended while nobody had it is not given out', () => {
  test.each<{ title: string; machine: string; end: (summary: ExecutionSummary) => Promise<unknown> }>([
    {
      title: 'its execution was stopped',
      machine: 'Worker',
      end: (summary) => opened.runtime.stopExecution(summary, new Failure('Stopped')),
    },
    {
      title: 'its time is up',
      machine: 'Timed',
      end: async () => {
        clock.ringNext();
        await settle();
      },
    },
  ])('$title', async ({ machine, end }) => {
    const first = await start(1, machine);
    // Read into memory, so that the queue would know it.
    await start(2);
    expect(indexOf(await poll())).toBe(1);
    const ended = await start(3, machine);
    await start(4);
    expect(indexOf(await poll())).toBe(2);
    await end(ended);
    expect(indexOf(await poll())).toBe(4);
    expect(await queueLength()).toBe(0);
    expect(first.id).toBeLessThan(ended.id);
  });
});

describe('a worker that hangs up', () => {
  test('gets nothing more, and its task goes to the next', async () => {
    const gone = hangingPoll('gone');
    const next = poll('next');
    await settle();
    gone.hangUp();
    expect(await gone.task).toBeUndefined();
    await start(1);
    expect(indexOf(await next)).toBe(1);
  });

  test('while its task is being written loses it to the next', async () => {
    const gone = hangingPoll('gone');
    await settle();
    onCommit = ({ unqueued = [] }) => {
      if (unqueued.length > 0) gone.hangUp();
    };
    const execution = await start(1);
    await gone.task;
    onCommit = () => {};
    const task = await poll('next');
    expect(indexOf(task)).toBe(1);
    expect((await opened.historyOf(execution)).slice(2)).toEqual([
      '3<2 ActivityScheduled',
      '4<3 ActivityStarted',
      '5<4 ActivityStarted',
    ]);
  });

  test('after it was answered loses its task to the next, which comes before those behind it', async () => {
    const gone = hangingPoll('gone');
    await start(1);
    await start(2);
    expect(indexOf(await gone.task)).toBe(1);
    gone.hangUp();
    await settle();
    expect(await queueLength()).toBe(2);
    expect([indexOf(await poll()), indexOf(await poll())]).toEqual([1, 2]);
    expect(await queueLength()).toBe(0);
  });

  test('after it has reported loses nothing', async () => {
    const gone = hangingPoll('gone');
    await start(1);
    const task = await gone.task;
    await opened.runtime.reportTask(task?.taskToken ?? '', account, { result: 'done' });
    gone.hangUp();
    await settle();
    expect(await queueLength()).toBe(0);
    expect(await clock.ringUntil(poll())).toBeUndefined();
  });
});

test('a poll fails when the store does, and its task is the next one to be given', async () => {
  await start(1);
  onCommit = () => {
    throw new StoreUnavailable('full');
  };
  await expect(poll()).rejects.toThrow('full');
  onCommit = () => {};
  expect(indexOf(await poll())).toBe(1);
});

test.each(['Lost', 'Abroad', 'Foreign'])(
  'a task of an activity that the machine cannot have fails (%s)',
  async (machine) => {
    const execution = await start(1, machine);
    await settle();
    expect((await opened.historyOf(execution)).slice(2)).toEqual([
      '3<2 ActivityScheduled',
      '4<3 ActivityScheduleFailed ActivityDoesNotExist',
      '5<4 ExecutionFailed ActivityDoesNotExist',
    ]);
    expect(await queueLength()).toBe(0);
  },
);

describe('polls end at once, with nothing', () => {
  test.each<{ title: string; end: () => void; isForGood: boolean }>([
    { title: 'when the server closes', end: () => opened.runtime.activities.close(), isForGood: true },
    {
      title: 'when the activity is deleted',
      end: () => opened.runtime.activities.endPolls(workArn),
      isForGood: false,
    },
  ])('$title', async ({ end, isForGood }) => {
    const polls = Array.from({ length: 50 }, () => poll());
    await settle();
    end();
    expect(new Set(await Promise.all(polls))).toEqual(new Set([undefined]));
    await start(1);
    const later = await poll();
    expect(later === undefined).toBe(isForGood);
  });
});

test.each([1, 2, 3, 4, 5])(
  'every task reaches one worker, whoever hangs up and when (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const count = 400;
    const got: number[] = [];
    let started = 0;
    let isDone = false;

    async function work(): Promise<void> {
      while (!isDone) {
        const { task, hangUp } = hangingPoll();
        const mood = random();
        if (mood < 0.2) {
          await sleep(Math.floor(random() * 4));
          hangUp();
          await task;
          continue;
        }
        const given = await task;
        if (given === undefined) return;
        if (mood < 0.4) {
          hangUp();
          continue;
        }
        got.push(indexOf(given));
        await opened.runtime.reportTask(given.taskToken, account, { result: null });
      }
    }

    async function schedule(): Promise<void> {
      while (started < count) {
        const index = started;
        started += 1;
        await start(index);
        if (random() < 0.1) await sleep(3);
      }
    }

    const workers = Array.from({ length: 20 }, work);
    await Promise.all(Array.from({ length: 5 }, schedule));
    while ((await opened.store.executions.countOpen()) > 0) await sleep(1);
    isDone = true;
    opened.runtime.activities.close();
    await Promise.all(workers);
    expect([...got].sort((left, right) => left - right)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
    await settle();
    expect(opened.runtime.activities.polledCount).toBe(0);
  },
);

/** Lets everything else have so many turns of the event loop. */
async function sleep(rounds: number): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) await new Promise(setImmediate);
}

test('tasks outlive the process: those that waited are given out in order, those that a worker had wait for it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-activities-'));
  try {
    const first = await anActivityRuntime({ clock, directory });
    const executions = [];
    for (let index = 0; index < 500; index += 1)
      executions.push(await first.start(`Worker-${index}`, { index }));
    const taken = await first.runtime.activities.poll({ activityArn: workArn, workerName: 'before' });
    expect(indexOf(taken)).toBe(0);
    await first.close();

    const second = await anActivityRuntime({ clock, directory });
    // Nothing was folded to start.
    expect(second.runtime.loadedCount).toBe(0);
    const given: number[] = [];
    for (let count = 1; count < 500; count += 1) {
      given.push(
        indexOf(await second.runtime.activities.poll({ activityArn: workArn, workerName: undefined })),
      );
    }
    expect(given).toEqual(Array.from({ length: 499 }, (_, index) => index + 1));
    expect(await second.runtime.reportTask(taken?.taskToken ?? '', account, { result: 'late' })).toBe(
      'accepted',
    );
    expect((await second.historyOf(executions[0] as ExecutionSummary)).at(-1)).toBe('7<6 ExecutionSucceeded');
    await second.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
