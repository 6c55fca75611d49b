import { beforeEach, describe, expect, test } from 'vitest';
import { AssertionError } from '../../src/base/assert.ts';
import type { ExecutionStatus, ExecutionSummary, Store, TurnCommit } from '../../src/store/store.ts';

const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:Orders';
const otherMachine = 'arn:aws:states:us-east-1:123456789012:stateMachine:Refunds';

/** What `ExecutionStore` promises. `open` gives the store of the test that runs, empty at its start. */
export function executionsContract(open: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = open();
  });

  test('the first turn creates an execution that is found by its ARN and by its key', async () => {
    const summary = aSummary(1, { wakeAt: 1_800_000_000_123, isTaskInFlight: true });
    expect(await commit(summary)).toEqual({ type: 'committed', waiters: [] });
    expect(await store.executions.find(summary.executionArn)).toEqual(summary);
    expect(await store.executions.get(summary)).toEqual(summary);
  });

  test('what does not exist is not found', async () => {
    expect(await store.executions.find(aSummary(1).executionArn)).toBeUndefined();
    expect(await store.executions.get(aSummary(1))).toBeUndefined();
    expect(await store.executions.readTurns(aSummary(1), 1, 10)).toEqual([]);
    expect(await store.executions.findNextWakeAt()).toBeUndefined();
    expect(await store.executions.findWaiters('arn:of:a:job')).toEqual([]);
    expect(await store.executions.countOpen()).toBe(0);
  });

  test('a first turn whose name is taken gives the summary that has it, and writes nothing', async () => {
    const summary = aSummary(1);
    await commit(summary);
    const second = aSummary(2, { executionArn: summary.executionArn });
    expect(await commit(second)).toEqual({ type: 'exists', summary });
    expect(await store.executions.get(second)).toBeUndefined();
    expect(await store.executions.readTurns(second, 1, 10)).toEqual([]);
  });

  test('of first turns with one name that are asked for at once, one is committed', async () => {
    const executionArn = aSummary(1).executionArn;
    const starts = [1, 2, 3, 4, 5].map((id) => commit(aSummary(id, { executionArn })));
    const outcomes = (await Promise.all(starts)).map(({ type }) => type);
    expect(outcomes).toEqual(['committed', 'exists', 'exists', 'exists', 'exists']);
  });

  test('later turns replace the summary and append to the log', async () => {
    await commit(aSummary(1), 'first');
    await commit(aSummary(1, { turnCount: 2, wakeAt: 5_000 }), 'second');
    await commit(aSummary(1, { turnCount: 3, wakeAt: 5_000 }), 'third');
    const last = aSummary(1, { turnCount: 4, isTaskInFlight: true });
    await commit(last, 'fourth');
    expect(await store.executions.get(last)).toEqual(last);
    expect(await store.executions.readTurns(last, 1, 10)).toEqual(['first', 'second', 'third', 'fourth']);
    expect(await store.executions.readTurns(last, 2, 2)).toEqual(['second', 'third']);
    expect(await store.executions.readTurns(last, 5, 2)).toEqual([]);
  });

  test('an execution is found with its first turn and, once it has ended, its last', async () => {
    expect(await store.executions.findWithEnds(aSummary(1).executionArn)).toBeUndefined();
    await commit(aSummary(1), 'first');
    const second = aSummary(1, { turnCount: 2 });
    await commit(second, 'second');
    const find = () => store.executions.findWithEnds(second.executionArn);
    expect(await find()).toEqual({ summary: second, first: 'first', last: undefined });
    const last = aSummary(1, { turnCount: 3, status: 'SUCCEEDED', stoppedAt: 9_000 });
    await commit(last, 'third');
    expect(await find()).toEqual({ summary: last, first: 'first', last: 'third' });
    const only = aSummary(2, { status: 'FAILED', stoppedAt: 9_000 });
    await commit(only, 'all');
    expect(await store.executions.findWithEnds(only.executionArn)).toEqual({
      summary: only,
      first: 'all',
      last: undefined,
    });
  });

  test('turns of one execution may be asked for without waiting for each other', async () => {
    const bodies = Array.from({ length: 3_000 }, (_, index) => `turn ${index + 1}`);
    await Promise.all(bodies.map((body, index) => commit(aSummary(1, { turnCount: index + 1 }), body)));
    expect(await store.executions.readTurns(aSummary(1), 1, 5_000)).toEqual(bodies);
  });

  test('a turn without events changes the summary and appends nothing', async () => {
    await commit(aSummary(1), 'first');
    const changed = aSummary(1, { wakeAt: 9_000, isTaskInFlight: true });
    expect(await commit(changed, undefined)).toEqual({ type: 'committed', waiters: [] });
    expect(await store.executions.get(changed)).toEqual(changed);
    expect(await store.executions.readTurns(changed, 1, 10)).toEqual(['first']);
  });

  test.each([
    ['skips one', aSummary(1, { turnCount: 3 }), 'body'],
    ['was appended before', aSummary(1, { turnCount: 1, executionArn: `${machine}:other` }), 'body'],
    ['belongs to no execution', aSummary(2, { turnCount: 2 }), 'body'],
    ['counts a turn it does not append', aSummary(1, { turnCount: 2 }), undefined],
  ])('a turn that %s is refused as our own error', async (_, summary, body) => {
    await commit(aSummary(1));
    await expect(commit(summary, body)).rejects.toThrow(AssertionError);
    expect(await store.executions.get(aSummary(1))).toEqual(aSummary(1));
    expect(await store.executions.readTurns(aSummary(1), 1, 10)).toEqual(['body']);
    expect(await store.executions.countOpen()).toBe(1);
  });

  test('a refused turn does not spoil the others of its group', async () => {
    await commit(aSummary(1));
    const outcomes = await Promise.allSettled([
      commit(aSummary(2)),
      commit(aSummary(1, { turnCount: 7 })),
      // The key is taken, which only the insertion itself finds out.
      commit(aSummary(1, { executionArn: `${machine}:other` }), 'not this', { awaits: [aJob(4, 'x')] }),
      commit(aSummary(1, { turnCount: 2 }), 'second'),
      commit(aSummary(3, { turnCount: 1 }), 'alone', { outbox: [{ eventId: 1, body: 'a' }] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await store.executions.readTurns(aSummary(1), 1, 10)).toEqual(['body', 'second']);
    expect(await store.executions.readTurns(aSummary(2), 1, 10)).toEqual(['body']);
    expect(await store.executions.readTurns(aSummary(3), 1, 10)).toEqual(['alone']);
    expect(await store.executions.findWaiters('x')).toEqual([]);
    expect(await store.executions.listOutbox(10)).toEqual([{ shard: 0, id: 3, eventId: 1, body: 'a' }]);
  });

  test.each([
    ['of every plane', '{"text":"é ✓ 𝄞 \u0000"}'],
    ['of 8 MiB', 'x'.repeat(8 * 1024 * 1024)],
    ['that is empty', ''],
  ])('a body %s comes back as it was', async (_, body) => {
    await commit(aSummary(1), body);
    expect(await store.executions.readTurns(aSummary(1), 1, 1)).toEqual([body]);
  });

  test('keys and times take all of 53 bits', async () => {
    const big = Number.MAX_SAFE_INTEGER - 1;
    const summary = aSummary(big, { startedAt: big, wakeAt: big });
    await commit(summary);
    expect(await store.executions.get(summary)).toEqual(summary);
    const stopped = aSummary(big, { startedAt: big, turnCount: 2, status: 'FAILED', stoppedAt: big });
    await commit(stopped);
    expect(await store.executions.find(summary.executionArn)).toEqual(stopped);
  });

  describe('lists of a machine', () => {
    const statuses: readonly ExecutionStatus[] = [
      'RUNNING',
      'SUCCEEDED',
      'FAILED',
      'TIMED_OUT',
      'ABORTED',
      'RUNNING',
      'SUCCEEDED',
    ];
    beforeEach(async () => {
      for (const [index, status] of statuses.entries()) await commit(aSummary(index + 1, { status }));
      await commit(aSummary(8, { stateMachineArn: otherMachine }));
    });

    test.each<{ status?: ExecutionStatus; before?: number; limit?: number; ids: readonly number[] }>([
      { ids: [7, 6, 5, 4, 3, 2, 1] },
      { limit: 3, ids: [7, 6, 5] },
      { before: 5, limit: 3, ids: [4, 3, 2] },
      { before: 1, ids: [] },
      { status: 'RUNNING', ids: [6, 1] },
      { status: 'RUNNING', limit: 1, ids: [6] },
      { status: 'RUNNING', before: 6, ids: [1] },
      { status: 'SUCCEEDED', ids: [7, 2] },
      { status: 'TIMED_OUT', ids: [4] },
    ])('$status before $before, at most $limit: $ids', async ({ status, before, limit = 100, ids }) => {
      const found = await store.executions.list({
        stateMachineArn: machine,
        status,
        before: before === undefined ? undefined : { shard: 0, id: before },
        limit,
      });
      expect(found.map(({ id }) => id)).toEqual(ids);
      for (const summary of found) {
        expect(summary).toEqual(aSummary(summary.id, { status: summary.status }));
      }
    });

    test('an execution moves to the list of its new status, and back when it runs again', async () => {
      const idsOf = async (status: ExecutionStatus) => {
        const query = { stateMachineArn: machine, status, before: undefined, limit: 10 };
        return (await store.executions.list(query)).map(({ id }) => id);
      };
      await commit(aSummary(6, { turnCount: 2, status: 'FAILED', stoppedAt: 9 }));
      expect([await idsOf('RUNNING'), await idsOf('FAILED')]).toEqual([[1], [6, 3]]);
      await commit(aSummary(6, { turnCount: 3 }));
      expect([await idsOf('RUNNING'), await idsOf('FAILED')]).toEqual([[6, 1], [3]]);
      expect(await store.executions.get(aSummary(6))).toEqual(aSummary(6, { turnCount: 3 }));
    });
  });

  describe('lists of a version and of an alias', () => {
    const started: readonly Partial<ExecutionSummary>[] = [
      { version: '1' },
      { version: '1', alias: 'live', status: 'FAILED' },
      {},
      { version: '2', alias: 'live' },
      { version: '2', alias: 'test' },
      { version: '1', alias: 'live', stateMachineArn: otherMachine },
      { version: '2', alias: 'live', status: 'FAILED' },
    ];
    beforeEach(async () => {
      for (const [index, changes] of started.entries()) await commit(aSummary(index + 1, changes));
    });

    test.each<{
      version?: string;
      alias?: string;
      status?: ExecutionStatus;
      before?: number;
      limit?: number;
      ids: readonly number[];
    }>([
      { version: '1', ids: [2, 1] },
      { version: '2', ids: [7, 5, 4] },
      { version: '2', before: 7, limit: 1, ids: [5] },
      { version: '2', status: 'RUNNING', ids: [5, 4] },
      { version: '3', ids: [] },
      { alias: 'live', ids: [7, 4, 2] },
      { alias: 'live', before: 7, ids: [4, 2] },
      { alias: 'live', status: 'FAILED', ids: [7, 2] },
      { alias: 'LIVE', ids: [] },
      { ids: [7, 5, 4, 3, 2, 1] },
    ])('version $version, alias $alias, $status before $before, at most $limit: $ids', async (example) => {
      const { version, alias, status, before, limit = 100, ids } = example;
      const found = await store.executions.list({
        stateMachineArn: machine,
        ...(version !== undefined && { version }),
        ...(alias !== undefined && { alias }),
        status,
        before: before === undefined ? undefined : { shard: 0, id: before },
        limit,
      });
      expect(found).toEqual(ids.map((id) => aSummary(id, started[id - 1])));
    });
  });

  test('an execution that ended runs again once it is redriven, and stays what it was started with', async () => {
    const first = aSummary(1, { version: '3', alias: 'live', wakeAt: 5_000 });
    await commit(first);
    await commit({ ...first, turnCount: 2, status: 'FAILED', stoppedAt: 6_000, wakeAt: undefined });
    expect([await store.executions.countOpen(), await dueIds(9_000)]).toEqual([0, []]);
    const redriven: ExecutionSummary = {
      ...first,
      turnCount: 3,
      wakeAt: 8_000,
      isTaskInFlight: true,
      redriveCount: 1,
      redrivenAt: 7_000,
    };
    await commit(redriven, 'redriven', { awaits: [aJob(9, 'job')] });
    expect(await store.executions.get(redriven)).toEqual(redriven);
    expect([await store.executions.countOpen(), await dueIds(9_000)]).toEqual([1, [1]]);
    expect(await store.executions.listInFlight(undefined, 10)).toEqual([redriven]);
    expect(await store.executions.findWaiters('job')).toEqual([{ shard: 0, id: 1, eventId: 9 }]);

    const later = { ...redriven, turnCount: 4, isTaskInFlight: false };
    await commit(later);
    expect(await store.executions.find(later.executionArn)).toEqual(later);
    const again = { ...later, turnCount: 5, redriveCount: 2, redrivenAt: 9_000 };
    await commit(again);
    expect(await store.executions.get(again)).toEqual(again);
    expect(await store.executions.readTurns(again, 1, 9)).toEqual([
      'body',
      'body',
      'redriven',
      'body',
      'body',
    ]);
  });

  test('due executions come earliest first, and only those that run', async () => {
    await commit(aSummary(1, { wakeAt: 3_000 }));
    await commit(aSummary(2, { wakeAt: 1_000 }));
    await commit(aSummary(3));
    await commit(aSummary(4, { wakeAt: 500, status: 'ABORTED' }));
    await commit(aSummary(5, { wakeAt: 2_000 }));
    expect(await dueIds(2_999)).toEqual([2, 5]);
    expect(await dueIds(3_000)).toEqual([2, 5, 1]);
    expect(await dueIds(3_000, 1)).toEqual([2]);
    expect(await store.executions.findNextWakeAt()).toBe(1_000);
    await commit(aSummary(2, { turnCount: 2, wakeAt: 4_000 }));
    expect(await dueIds(10_000)).toEqual([5, 1, 2]);
    expect(await store.executions.findNextWakeAt()).toBe(2_000);
  });

  test('executions with a task in flight are paged in order of key', async () => {
    for (const id of [5, 3, 1, 4, 2]) await commit(aSummary(id, { isTaskInFlight: id !== 4 }));
    await commit(aSummary(3, { turnCount: 2 }));
    const first = await store.executions.listInFlight(undefined, 2);
    expect(first.map(({ id }) => id)).toEqual([1, 2]);
    const second = await store.executions.listInFlight(first[1], 2);
    expect(second.map(({ id }) => id)).toEqual([5]);
  });

  test('the last id is the highest, whatever became of the execution', async () => {
    expect(await store.executions.findLastId()).toBeUndefined();
    for (const id of [5, 9, 2]) await commit(aSummary(id));
    await commit(aSummary(9, { turnCount: 2, status: 'SUCCEEDED', stoppedAt: 7 }));
    expect(await store.executions.findLastId()).toBe(9);
  });

  test('open executions are counted', async () => {
    await Promise.all([1, 2, 3, 4].map((id) => commit(aSummary(id, { wakeAt: id === 1 ? 5 : undefined }))));
    expect(await store.executions.countOpen()).toBe(4);
    await commit(aSummary(1, { turnCount: 2, status: 'TIMED_OUT', stoppedAt: 7 }));
    expect(await store.executions.countOpen()).toBe(3);
  });

  test('the turn that ends an execution names the tasks that waited for it, which go on waiting', async () => {
    const child = aSummary(9);
    await commit(aSummary(1), 'body', { awaits: [aJob(4, child.executionArn), aJob(6, 'job')] });
    await commit(aSummary(2), 'body', { awaits: [aJob(3, child.executionArn)] });
    expect(await commit(child)).toEqual({ type: 'committed', waiters: [] });
    const waiters = [
      { shard: 0, id: 1, eventId: 4 },
      { shard: 0, id: 2, eventId: 3 },
    ];
    const ended = await commit(aSummary(9, { turnCount: 2, status: 'SUCCEEDED', stoppedAt: 3 }));
    expect(ended).toEqual({ type: 'committed', waiters });
    expect(await store.executions.findWaiters(child.executionArn)).toEqual(waiters);
    expect(await store.executions.findWaiters('job')).toEqual([{ shard: 0, id: 1, eventId: 6 }]);
  });

  test('an execution that ends with its first turn tells its waiters too', async () => {
    const child = aSummary(9, { status: 'SUCCEEDED', stoppedAt: 3 });
    await commit(aSummary(1), 'body', { awaits: [aJob(4, child.executionArn)] });
    expect(await commit(child)).toEqual({
      type: 'committed',
      waiters: [{ shard: 0, id: 1, eventId: 4 }],
    });
  });

  test('a wait ends with its task or with its execution', async () => {
    await commit(aSummary(1), 'body', { awaits: [aJob(4, 'a'), aJob(6, 'a'), aJob(8, 'b')] });
    await commit(aSummary(1, { turnCount: 2 }), 'body', { awaitsEnded: [4, 8], awaits: [aJob(9, 'b')] });
    expect(await store.executions.findWaiters('a')).toEqual([{ shard: 0, id: 1, eventId: 6 }]);
    expect(await store.executions.findWaiters('b')).toEqual([{ shard: 0, id: 1, eventId: 9 }]);
    await commit(aSummary(1, { turnCount: 3, status: 'ABORTED', stoppedAt: 5 }));
    expect(await store.executions.findWaiters('a')).toEqual([]);
    expect(await store.executions.findWaiters('b')).toEqual([]);
  });

  test('the outbox keeps its entries until each is deleted, beyond the end of the execution', async () => {
    const outbox = [
      { eventId: 4, body: 'cancel 4' },
      { eventId: 7, body: 'cancel 7' },
    ];
    await commit(aSummary(2), 'body', { outbox });
    await commit(aSummary(1, { status: 'ABORTED' }), 'body', {
      outbox: [{ eventId: 2, body: 'cancel' }],
    });
    await commit(aSummary(2, { turnCount: 2, status: 'ABORTED' }));
    const entries = [
      { shard: 0, id: 1, eventId: 2, body: 'cancel' },
      { shard: 0, id: 2, eventId: 4, body: 'cancel 4' },
      { shard: 0, id: 2, eventId: 7, body: 'cancel 7' },
    ];
    expect(await store.executions.listOutbox(10)).toEqual(entries);
    expect(await store.executions.listOutbox(2)).toEqual(entries.slice(0, 2));
    await store.executions.deleteOutbox({ shard: 0, id: 2 }, 4);
    expect(await store.executions.listOutbox(10)).toEqual([entries[0], entries[2]]);
  });

  function commit(summary: ExecutionSummary, ...rest: [body?: string | undefined, lists?: TurnLists]) {
    const body = rest.length === 0 ? 'body' : rest[0];
    return store.executions.commit({ summary, body, ...rest[1] });
  }

  async function dueIds(at: number, limit = 100): Promise<readonly number[]> {
    return (await store.executions.findDue(at, limit)).map(({ id }) => id);
  }
}

type TurnLists = Pick<TurnCommit, 'awaits' | 'awaitsEnded' | 'outbox'>;

/** A running execution after its first turn. */
export function aSummary(id: number, changes: Partial<ExecutionSummary> = {}): ExecutionSummary {
  return {
    shard: 0,
    id,
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:Orders:order-${id}`,
    stateMachineArn: machine,
    revisionName: 'Orders:1',
    status: 'RUNNING',
    startedAt: 1_700_000_000_000 + id,
    stoppedAt: undefined,
    wakeAt: undefined,
    isTaskInFlight: false,
    turnCount: 1,
    version: undefined,
    alias: undefined,
    redriveCount: 0,
    redrivenAt: undefined,
    ...changes,
  };
}

function aJob(eventId: number, job: string) {
  return { eventId, job };
}
