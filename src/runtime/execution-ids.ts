import type { Clock } from '../base/clock.ts';
import type { Store } from '../store/store.ts';

/** 2024-01-01T00:00:00Z: ids count from here, so that they fit a double's 53 bits for sixty years. */
const epoch = 1_704_067_200_000;
/** Ids of one millisecond. */
const idsPerMillisecond = 4_096;

/**
 * Gives ids that grow with time, each above the one before and above `lastId`. A clock that was set back gives the
 * times of an earlier process once more; its ids are taken, and queues have been read beyond its positions.
 */
export function createExecutionIds(clock: Clock, lastId = 0): () => number {
  let last = lastId;
  return () => {
    last = Math.max(last + 1, firstIdAt(clock.now()));
    return last;
  };
}

/** The last id, of an execution, a Map Run or a place in a queue, that is stored. */
export async function findLastId({
  executions,
  mapRuns,
}: Pick<Store, 'executions' | 'mapRuns'>): Promise<number> {
  let lastId = Math.max((await executions.findLastId()) ?? 0, (await mapRuns.findLastId()) ?? 0);
  let activityArn = await executions.findNextQueued(undefined);
  while (activityArn !== undefined) {
    lastId = Math.max(lastId, (await executions.findLastPosition(activityArn)) ?? 0);
    activityArn = await executions.findNextQueued(activityArn);
  }
  return lastId;
}

/** Below the id of every execution that started at `at` or later, as far as the clock went forward. */
export function firstIdAt(at: number): number {
  return Math.max(0, (at - epoch) * idsPerMillisecond);
}

/** The shard an execution belongs to, by its ARN (FNV-1a). */
export function shardOf(executionArn: string, shardCount: number): number {
  if (shardCount === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < executionArn.length; index += 1) {
    hash = Math.imul(hash ^ executionArn.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}
