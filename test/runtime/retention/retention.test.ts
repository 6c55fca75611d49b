import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createExecutionIds } from '../../../src/runtime/execution-ids.ts';
import { createRetention, type Retention, turnsPerPurge } from '../../../src/runtime/retention/retention.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary, PurgeRequest, Store } from '../../../src/store/store.ts';
import { aSummary } from '../../contract/store-executions.ts';
import { testStart } from '../../support/an-identity.ts';
import { aStillClock, type StillClock } from '../still-clock.ts';

const day = 86_400_000;
const hour = 3_600_000;

let clock: StillClock;
let store: Store;
let purges: PurgeRequest[];
/** What the next call of `purge` does before the store's own. */
let beforePurge: () => Promise<void>;
let retention: Retention;

beforeEach(async () => {
  clock = aStillClock();
  purges = [];
  beforePurge = async () => {};
  const opened = await openSqliteStore({ directory: undefined });
  store = {
    ...opened,
    executions: {
      ...opened.executions,
      purge: async (request) => {
        purges.push(request);
        await beforePurge();
        return opened.executions.purge(request);
      },
    },
  };
});
afterEach(async () => {
  await retention.close();
  await store.close();
});

function begin(days: number): void {
  retention = createRetention({ store, clock, log: pino({ level: 'silent' }), days });
  retention.start();
}

/** Commits an execution of `turnCount` turns that started `startedDays` ago and, if it ended, ended `endedDays` ago. */
async function anExecution({ startedDays, endedDays, turnCount = 1 }: Age): Promise<ExecutionSummary> {
  const startedAt = testStart - startedDays * day;
  const id = createExecutionIds({ ...clock, now: () => startedAt })() + anotherId++;
  const running = aSummary(id, { startedAt });
  const summary: ExecutionSummary =
    endedDays === undefined
      ? { ...running, turnCount }
      : { ...running, status: 'FAILED', stoppedAt: testStart - endedDays * day, turnCount };
  for (let turn = 1; turn < turnCount; turn += 1)
    await store.executions.commit({ summary: { ...running, turnCount: turn }, body: 'turn' });
  await store.executions.commit({ summary, body: 'turn' });
  return summary;
}
let anotherId = 0;

interface Age {
  readonly startedDays: number;
  readonly endedDays?: number;
  readonly turnCount?: number;
}

/** Moves the clock on by steps, with time in between for what is due. */
async function pass(milliseconds: number): Promise<void> {
  const until = clock.now() + milliseconds;
  while (clock.now() < until) {
    clock.moveTo(Math.min(until, clock.now() + stepMilliseconds));
    for (let round = 0; round < 5; round += 1) await store.executions.countOpen();
  }
}
const stepMilliseconds = 10_000;

async function exists(summary: ExecutionSummary): Promise<boolean> {
  return (await store.executions.get(summary)) !== undefined;
}

describe('kept for 90 days', () => {
  test.each<{ age: Age; stays: boolean }>([
    { age: { startedDays: 91, endedDays: 90.5 }, stays: false },
    { age: { startedDays: 91, endedDays: 89.5 }, stays: true },
    { age: { startedDays: 364 }, stays: true },
    { age: { startedDays: 364, endedDays: 100 }, stays: false },
    { age: { startedDays: 364, endedDays: 1 }, stays: true },
    { age: { startedDays: 1, endedDays: 1 }, stays: true },
  ])('$age stays: $stays', async ({ age, stays }) => {
    const summary = await anExecution(age);
    begin(90);
    await pass(60_000);
    expect(await exists(summary)).toBe(stays);
    expect(retention.tally.executions).toBe(stays ? 0 : 1);
  });

  test('what is young at the start is deleted when its time comes, within an hour', async () => {
    const summary = await anExecution({ startedDays: 90, endedDays: 89.9 });
    begin(90);
    await pass(2 * hour);
    expect(await exists(summary)).toBe(true);
    await pass(2 * hour);
    expect(await exists(summary)).toBe(false);
  });

  test('transactions are small, however many executions there are and however long they are', async () => {
    for (let index = 0; index < 150; index += 1) await anExecution({ startedDays: 200, endedDays: 100 });
    const long = await anExecution({ startedDays: 200, endedDays: 100, turnCount: 5 * turnsPerPurge });
    const young = await anExecution({ startedDays: 3, endedDays: 2 });
    begin(90);
    await pass(hour);
    expect(retention.tally).toMatchObject({
      executions: 151,
      turns: 150 + 5 * turnsPerPurge,
      oldestStartedAt: young.startedAt,
    });
    expect(purges.every(({ turnsMax, keys }) => turnsMax === turnsPerPurge && keys.length <= turnsMax)).toBe(
      true,
    );
    expect(purges.length).toBeGreaterThan(7);
    expect(await store.executions.readTurns(long, 1, 1_000)).toEqual([]);
  });

  test('an execution that is redriven while its turn to go comes stays', async () => {
    const summary = await anExecution({ startedDays: 95, endedDays: 91 });
    const redriven: ExecutionSummary = {
      ...summary,
      status: 'RUNNING',
      stoppedAt: undefined,
      turnCount: 2,
      redriveCount: 1,
      redrivenAt: testStart,
    };
    beforePurge = async () => {
      if (purges.at(-1)?.keys.length === 1 && (await store.executions.get(summary))?.status === 'FAILED')
        await store.executions.commit({ summary: redriven, body: 'redriven' });
    };
    begin(90);
    await pass(60_000);
    expect(await store.executions.get(summary)).toEqual(redriven);
  });

  test('a log that an earlier process left half deleted is deleted', async () => {
    const long = await anExecution({ startedDays: 200, endedDays: 100, turnCount: 3 * turnsPerPurge });
    const request = { keys: [long], endedBefore: testStart, turnsMax: turnsPerPurge };
    expect((await store.executions.purge(request)).isLogLeft).toBe(true);
    begin(90);
    await pass(60_000);
    expect(await store.executions.readTurns(long, 1, 1_000)).toEqual([]);
    expect(retention.tally).toMatchObject({ executions: 0, turns: 2 * turnsPerPurge });
  });

  test('a store that cannot be written is tried again', async () => {
    const summary = await anExecution({ startedDays: 200, endedDays: 100 });
    let isDown = true;
    beforePurge = async () => {
      if (isDown) throw new Error('the disk is full');
    };
    begin(90);
    await pass(10 * 60_000);
    expect(await exists(summary)).toBe(true);
    isDown = false;
    await pass(2 * 60_000);
    expect(await exists(summary)).toBe(false);
  });

  test('closing in the middle of it waits for the transaction and no longer', async () => {
    for (let index = 0; index < 5 * turnsPerPurge; index += 1)
      await anExecution({ startedDays: 200, endedDays: 100 });
    begin(90);
    beforePurge = async () => {
      if (purges.length === 2) void retention.close();
    };
    await pass(60_000);
    await retention.close();
    expect(purges).toHaveLength(2);
    expect(retention.tally.executions).toBe(turnsPerPurge);
  });
});

test('kept for ever, nothing is deleted, and the oldest is still told', async () => {
  const summary = await anExecution({ startedDays: 400, endedDays: 399 });
  begin(0);
  await pass(3 * hour);
  expect(await exists(summary)).toBe(true);
  expect(purges).toEqual([]);
  expect(retention.tally.oldestStartedAt).toBe(summary.startedAt);
});
