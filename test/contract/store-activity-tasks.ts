import { beforeEach, expect, test } from 'vitest';
import type { QueuedTask, Store, TurnCommit } from '../../src/store/store.ts';
import { aSummary } from './store-executions.ts';

const work = 'arn:aws:states:us-east-1:123456789012:activity:work';
const rest = 'arn:aws:states:us-east-1:123456789012:activity:rest';

/** What `ExecutionStore` promises of tasks that wait for a worker. */
export function activityTasksContract(open: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = open();
  });

  async function commit(id: number, turnCount: number, changes: Partial<TurnCommit>): Promise<void> {
    await store.executions.commit({ summary: aSummary(id, { turnCount }), body: 'body', ...changes });
  }

  test('an activity that nothing waits for has no tasks', async () => {
    expect(await store.executions.listQueued(work, -1, 10)).toEqual([]);
  });

  test('tasks come in the order of their positions, from behind one on, and no more than asked for', async () => {
    await commit(1, 1, { queued: [aTask(3, 20), aTask(7, 30), aTask(9, 10, rest)] });
    await commit(2, 1, { queued: [aTask(3, 15)] });
    const all = [waiting(2, 3, 15), waiting(1, 3, 20), waiting(1, 7, 30)];
    expect(await store.executions.listQueued(work, -1, 10)).toEqual(all);
    expect(await store.executions.listQueued(work, 15, 1)).toEqual([waiting(1, 3, 20)]);
    expect(await store.executions.listQueued(work, 30, 10)).toEqual([]);
    expect(await store.executions.listQueued(rest, 0, 10)).toEqual([waiting(1, 9, 10)]);
  });

  test('a task is queued and taken with the turns that say so, and may be queued again', async () => {
    await commit(1, 1, { queued: [aTask(3, 1), aTask(7, 2)] });
    await commit(2, 1, { queued: [aTask(3, 3)] });
    await commit(1, 2, { unqueued: [3], queued: [aTask(11, 4)] });
    expect(await store.executions.listQueued(work, -1, 10)).toEqual([
      waiting(1, 7, 2),
      waiting(2, 3, 3),
      waiting(1, 11, 4),
    ]);
    await commit(1, 3, { queued: [aTask(3, 5)], unqueued: [7, 11] });
    expect(await store.executions.listQueued(work, -1, 10)).toEqual([waiting(2, 3, 3), waiting(1, 3, 5)]);
  });

  test('the activities that tasks are queued for are found one after the other, each once', async () => {
    expect(await store.executions.findNextQueued(undefined)).toBeUndefined();
    await commit(1, 1, { queued: [aTask(3, 1), aTask(5, 2), aTask(7, 3, rest)] });
    const first = await store.executions.findNextQueued(undefined);
    const second = await store.executions.findNextQueued(first);
    expect([first, second].sort()).toEqual([rest, work]);
    expect(await store.executions.findNextQueued(second)).toBeUndefined();
  });

  test('the last position of an activity is that of the last task that still waits', async () => {
    expect(await store.executions.findLastPosition(work)).toBeUndefined();
    await commit(1, 1, { queued: [aTask(3, 20), aTask(7, 30), aTask(9, 40, rest)] });
    expect(await store.executions.findLastPosition(work)).toBe(30);
    await commit(1, 2, { unqueued: [7] });
    expect(await store.executions.findLastPosition(work)).toBe(20);
  });

  test('a turn that was not written queues nothing', async () => {
    await commit(1, 1, {});
    await expect(commit(1, 5, { queued: [aTask(3, 1)] })).rejects.toThrow('before turn 5');
    expect(await store.executions.listQueued(work, -1, 10)).toEqual([]);
  });

  test('queued tasks, awaited jobs and the outbox share a turn with what is said of redrives', async () => {
    await commit(1, 1, {});
    const summary = aSummary(1, { turnCount: 2, redriveCount: 1, redrivenAt: 5 });
    await commit(1, 2, {
      summary,
      awaits: [{ eventId: 4, job: 'job' }],
      outbox: [{ eventId: 5, body: 'cancel' }],
      queued: [aTask(6, 1)],
      unqueued: [2],
    });
    expect(await store.executions.get(summary)).toEqual(summary);
    expect(await store.executions.findWaiters('job')).toEqual([{ shard: 0, id: 1, eventId: 4 }]);
    expect(await store.executions.listOutbox(10)).toEqual([{ shard: 0, id: 1, eventId: 5, body: 'cancel' }]);
    expect(await store.executions.listQueued(work, -1, 10)).toEqual([waiting(1, 6, 1)]);
  });
}

function aTask(eventId: number, position: number, activityArn = work): QueuedTask {
  return { eventId, activityArn, position };
}

function waiting(id: number, eventId: number, position: number) {
  return { shard: 0, id, eventId, position };
}
