import { beforeEach, describe, expect, test } from 'vitest';
import type { MapRunChange, MapRunProgress } from '../../src/store/map-runs.ts';
import type { ExecutionStatus, ExecutionSummary, Store } from '../../src/store/store.ts';
import { aSummary } from './store-executions.ts';

const place = 'arn:aws:states:us-east-1:123456789012';
const mapRunArn = `${place}:mapRun:Orders/each:one`;
const key = { shard: 0, id: 50 };
const parent = aSummary(1);

const started: Extract<MapRunChange, { type: 'started' }> = {
  type: 'started',
  id: key.id,
  eventId: 4,
  at: 1_000,
  mapRunArn,
  executionArn: parent.executionArn,
  stateMachineArn: `${place}:stateMachine:Orders/each`,
  maxConcurrency: 7,
  toleratedFailureCount: undefined,
  toleratedFailurePercentage: 12.5,
};

const none: MapRunProgress = { itemCount: 0, childCount: 0, isExhausted: false, sourceVersion: undefined };

/** What `MapRunStore` promises. `open` gives the store of the test that runs, empty at its start. */
export function mapRunsContract(open: () => Store): void {
  let store: Store;
  beforeEach(async () => {
    store = open();
    await store.executions.commit({ summary: parent, body: 'one', mapRuns: [started] });
  });

  async function commit(turnCount: number, ...mapRuns: readonly MapRunChange[]): Promise<void> {
    await store.executions.commit({ summary: { ...parent, turnCount }, body: 'more', mapRuns });
  }

  /** Children of two items each, with these statuses. */
  async function startChildren(
    ...statuses: readonly ExecutionStatus[]
  ): Promise<readonly ExecutionSummary[]> {
    const summaries = statuses.map((status, index) =>
      aSummary(100 + index, {
        executionArn: `${place}:execution:Orders/each:${index}`,
        stateMachineArn: started.stateMachineArn,
        status,
      }),
    );
    const child = { mapRunId: key.id, itemCount: 2 };
    const progress = { ...none, itemCount: 2 * statuses.length, childCount: statuses.length };
    await store.mapRuns.startChildren(
      key,
      progress,
      summaries.map((summary) => ({ summary, body: `child ${summary.id}`, child })),
    );
    return summaries;
  }

  test('a Map Run is there with the turn that started it, and found by each of its names', async () => {
    const { type: _type, at: startedAt, ...names } = started;
    const stored = {
      ...key,
      ...names,
      executionId: parent.id,
      startedAt,
      status: 'RUNNING',
      isOpen: true,
      redriveCount: 0,
      ...none,
    };
    expect(await store.mapRuns.find(mapRunArn)).toEqual(stored);
    expect(await store.mapRuns.get(key)).toEqual(stored);
    expect(await store.mapRuns.listOf(parent, undefined, 10)).toEqual([stored]);
    expect(await store.mapRuns.listOpen(undefined, 10)).toEqual([stored]);
    expect(await store.mapRuns.find(`${mapRunArn}x`)).toBeUndefined();
  });

  test('those of an execution come latest first, page by page', async () => {
    await commit(2, { ...started, id: 51, eventId: 8, mapRunArn: `${mapRunArn}b` });
    const idsOf = async (before: number | undefined, limit: number) =>
      (await store.mapRuns.listOf(parent, before, limit)).map(({ id }) => id);
    expect(await idsOf(undefined, 10)).toEqual([51, 50]);
    expect(await idsOf(undefined, 1)).toEqual([51]);
    expect(await idsOf(51, 10)).toEqual([50]);
    expect(await store.mapRuns.listOf(aSummary(2), undefined, 10)).toEqual([]);
  });

  test('the last id is the highest, whatever became of the Map Run', async () => {
    await commit(2, { ...started, id: 51, eventId: 8, mapRunArn: `${mapRunArn}b` });
    await commit(3, { type: 'ended', eventId: 8, at: 2_000, status: 'SUCCEEDED' });
    await store.mapRuns.close({ shard: 0, id: 51 }, {});
    expect(await store.mapRuns.findLastId()).toBe(51);
  });

  test('its end is written with a turn, and it stays open until it is closed', async () => {
    await commit(2, { type: 'ended', eventId: 4, at: 5_000, status: 'FAILED' });
    // The first end counts.
    await commit(3, { type: 'ended', eventId: 4, at: 6_000, status: 'ABORTED' });
    const ended = { status: 'FAILED', stoppedAt: 5_000 };
    expect(await store.mapRuns.get(key)).toMatchObject({ ...ended, isOpen: true });
    await store.mapRuns.close(key, { itemCounts: { total: 1 } });
    expect(await store.mapRuns.get(key)).toMatchObject({
      ...ended,
      isOpen: false,
      counts: { itemCounts: { total: 1 } },
    });
    expect(await store.mapRuns.listOpen(undefined, 10)).toEqual([]);
  });

  test('one that runs cannot be closed', async () => {
    await store.mapRuns.close(key, {});
    expect(await store.mapRuns.get(key)).toMatchObject({ isOpen: true, counts: undefined });
  });

  test('a redrive opens it again', async () => {
    await commit(2, { type: 'ended', eventId: 4, at: 5_000, status: 'FAILED' });
    await store.mapRuns.close(key, {});
    await commit(3, { type: 'redriven', eventId: 4, at: 9_000, redriveCount: 1 });
    const redriven = { status: 'RUNNING', isOpen: true, redriveCount: 1, redrivenAt: 9_000 };
    expect(await store.mapRuns.get(key)).toMatchObject({
      ...redriven,
      stoppedAt: undefined,
      counts: undefined,
    });
  });

  test('settings are changed', async () => {
    const settings = { maxConcurrency: 1, toleratedFailureCount: 3, toleratedFailurePercentage: undefined };
    await store.mapRuns.changeSettings(key, settings);
    expect(await store.mapRuns.get(key)).toMatchObject(settings);
  });

  describe('children', () => {
    test('are executions like any other, and written with the progress of their Map Run', async () => {
      const children = await startChildren('RUNNING', 'SUCCEEDED');
      for (const child of children) {
        expect(await store.executions.find(child.executionArn)).toEqual(child);
        expect(await store.executions.readTurns(child, 1, 2)).toEqual([`child ${child.id}`]);
        expect(await store.mapRuns.findChild(child)).toEqual({ mapRunId: key.id, itemCount: 2 });
      }
      expect(await store.mapRuns.get(key)).toMatchObject({ itemCount: 4, childCount: 2 });
      expect(await store.mapRuns.findChild(parent)).toBeUndefined();
    });

    test('are written all or none', async () => {
      const [first] = await startChildren('RUNNING');
      const taken = aSummary(200, { executionArn: first?.executionArn ?? '' });
      const child = { mapRunId: key.id, itemCount: 1 };
      const turns = [aSummary(201), taken].map((summary) => ({ summary, body: 'x', child }));
      const progress = { ...none, itemCount: 99, childCount: 99 };
      await expect(store.mapRuns.startChildren(key, progress, turns)).rejects.toThrow('a child to start');
      expect(await store.executions.get(aSummary(201))).toBeUndefined();
      expect(await store.mapRuns.get(key)).toMatchObject({ itemCount: 2, childCount: 1 });
    });

    test('that there are no more items is written without any', async () => {
      await store.mapRuns.startChildren(key, { ...none, isExhausted: true, sourceVersion: 'v' }, []);
      expect(await store.mapRuns.get(key)).toMatchObject({ isExhausted: true, sourceVersion: 'v' });
    });

    test('are counted by status, with their items', async () => {
      await startChildren('RUNNING', 'SUCCEEDED', 'SUCCEEDED', 'ABORTED');
      const counts = await store.mapRuns.countChildren(key);
      expect([...counts].sort((left, right) => left.status.localeCompare(right.status))).toEqual([
        { status: 'ABORTED', childCount: 1, itemCount: 2 },
        { status: 'RUNNING', childCount: 1, itemCount: 2 },
        { status: 'SUCCEEDED', childCount: 2, itemCount: 4 },
      ]);
      expect(await store.mapRuns.countChildren({ shard: 0, id: 51 })).toEqual([]);
    });

    const lists = [
      { status: undefined, order: 'first to last', after: undefined, limit: 10, ids: [100, 101, 102, 103] },
      { status: undefined, order: 'first to last', after: 101, limit: 1, ids: [102] },
      { status: undefined, order: 'last to first', after: undefined, limit: 3, ids: [103, 102, 101] },
      { status: undefined, order: 'last to first', after: 101, limit: 9, ids: [100] },
      { status: 'FAILED', order: 'first to last', after: undefined, limit: 10, ids: [101, 103] },
      { status: 'FAILED', order: 'last to first', after: 103, limit: 10, ids: [101] },
      { status: 'TIMED_OUT', order: 'first to last', after: undefined, limit: 10, ids: [] },
    ] as const;
    test.for(lists)('with $status, $order after $after: $ids', async ({ ids, ...query }) => {
      await startChildren('SUCCEEDED', 'FAILED', 'RUNNING', 'FAILED');
      const found = await store.mapRuns.listChildren({ mapRun: key, ...query });
      expect(found.map(({ id, itemCount }) => [id, itemCount])).toEqual(ids.map((id) => [id, 2]));
    });
  });
}
