import type { Clock } from '../base/clock.ts';

/** 2024-01-01T00:00:00Z: ids count from here, so that they fit a double's 53 bits for sixty years. */
const epoch = 1_704_067_200_000;
/** Ids of one millisecond. */
const idsPerMillisecond = 4_096;

/** Gives ids that grow with time and never repeat within this process. */
export function createExecutionIds(clock: Clock): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, firstIdAt(clock.now()));
    return last;
  };
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
