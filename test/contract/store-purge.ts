import { beforeEach, expect, test } from 'vitest';
import type { ExecutionSummary, PurgeOutcome, Store } from '../../src/store/store.ts';
import { aSummary } from './store-executions.ts';

const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:Work';
const endedBefore = 1_000;

/** What `ExecutionStore` promises of deleting executions. `open` gives the store of the test that runs, empty at its start. */
export function purgeContract(open: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = open();
  });

  async function commitTurns(summary: ExecutionSummary): Promise<void> {
    for (let turnCount = 1; turnCount <= summary.turnCount; turnCount += 1) {
      const isLast = turnCount === summary.turnCount;
      const running: ExecutionSummary = { ...summary, status: 'RUNNING', stoppedAt: undefined };
      const after = isLast ? summary : running;
      await store.executions.commit({ summary: { ...after, turnCount }, body: `turn ${turnCount}` });
    }
  }

  function ended(id: number, changes: Partial<ExecutionSummary> = {}): ExecutionSummary {
    return aSummary(id, { status: 'SUCCEEDED', stoppedAt: 999, turnCount: 2, ...changes });
  }

  function purge(ids: readonly number[], turnsMax = 100): Promise<PurgeOutcome> {
    return store.executions.purge({ keys: ids.map((id) => ({ shard: 0, id })), endedBefore, turnsMax });
  }

  test('what ended before is gone with all that was kept of it, and its name is free', async () => {
    const gone = ended(1, { turnCount: 2 });
    await store.executions.commit({
      summary: { ...aSummary(1), turnCount: 1 },
      body: 'first',
      awaits: [{ eventId: 3, job: 'a job' }],
      queued: [{ eventId: 4, activityArn, position: 7 }],
      outbox: [{ eventId: 5, body: 'cancel it' }],
    });
    await store.executions.commit({ summary: gone, body: 'last' });
    expect(await purge([1])).toEqual({ executionCount: 1, turnCount: 2, isLogLeft: false });
    expect(await store.executions.find(gone.executionArn)).toBeUndefined();
    expect(await store.executions.get(gone)).toBeUndefined();
    expect(await store.executions.readTurns(gone, 1, 10)).toEqual([]);
    expect(await store.executions.findWaiters('a job')).toEqual([]);
    expect(await store.executions.listQueued(activityArn, -1, 10)).toEqual([]);
    expect(await store.executions.listOutbox(10)).toEqual([]);
    const again = aSummary(2, { executionArn: gone.executionArn });
    expect(await store.executions.commit({ summary: again, body: 'again' })).toMatchObject({
      type: 'committed',
    });
  });

  test.each<{ what: string; summary: ExecutionSummary }>([
    { what: 'runs', summary: aSummary(1, { startedAt: 1 }) },
    { what: 'ended later', summary: ended(1, { stoppedAt: 1_000 }) },
  ])('an execution that $what stays', async ({ summary }) => {
    await commitTurns(summary);
    expect(await purge([1, 77])).toEqual({ executionCount: 0, turnCount: 0, isLogLeft: false });
    expect(await store.executions.get(summary)).toEqual(summary);
    expect(await store.executions.readTurns(summary, 1, 10)).toHaveLength(summary.turnCount);
  });

  test('a log longer than one call may delete goes little by little, its execution at once', async () => {
    const long = ended(1, { turnCount: 25 });
    await commitTurns(long);
    await commitTurns(ended(2));
    const outcomes = [await purge([1, 2], 10)];
    expect(await store.executions.get(long)).toBeUndefined();
    while (outcomes.at(-1)?.isLogLeft === true && outcomes.length < 10) outcomes.push(await purge([], 10));
    expect(outcomes.map(({ executionCount }) => executionCount)).toEqual([2, 0, 0]);
    expect(outcomes.map(({ turnCount }) => turnCount)).toEqual([10, 10, 7]);
    expect(await store.executions.readTurns(long, 1, 100)).toEqual([]);
    expect(await purge([], 10)).toEqual({ executionCount: 0, turnCount: 0, isLogLeft: false });
  });

  test('executions are listed in order of key, running or not, between two keys', async () => {
    await commitTurns(ended(5, { startedAt: 50, stoppedAt: 60, turnCount: 3 }));
    await commitTurns(aSummary(3, { startedAt: 30 }));
    await commitTurns(ended(9, { startedAt: 90 }));
    const list = async (after: number | undefined, before: number, limit = 10) =>
      store.executions.listByKey({
        after: after === undefined ? undefined : { shard: 0, id: after },
        before: { shard: 0, id: before },
        limit,
      });
    expect(await list(undefined, 9)).toEqual([
      { shard: 0, id: 3, startedAt: 30, stoppedAt: undefined, turnCount: 1 },
      { shard: 0, id: 5, startedAt: 50, stoppedAt: 60, turnCount: 3 },
    ]);
    expect((await list(3, 100)).map(({ id }) => id)).toEqual([5, 9]);
    expect((await list(undefined, 100, 1)).map(({ id }) => id)).toEqual([3]);
  });
}
