import type { Clock } from '../../base/clock.ts';

/** The numbers of messages: each is greater than all before, and tells about when it was given. */
export interface MessageIds {
  isLoaded(queueId: number): boolean;
  /** To be awaited before the first number for a queue: it may have messages of a clock that was ahead. */
  load(queueId: number): Promise<void>;
  /** The first of `count` numbers. */
  next(count?: number): number;
  /** What numbers given at `at` (epoch milliseconds) are greater than. */
  at(at: number): number;
}

export interface MessageIdsParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly findLastId: (queueId: number) => Promise<number>;
}

/** A thousand numbers for each millisecond: their digits do for centuries. */
const idsPerMillisecond = 1_000;

export function createMessageIds({ clock, findLastId }: MessageIdsParts): MessageIds {
  const loaded = new Set<number>();
  let last = 0;
  return {
    isLoaded: (queueId) => loaded.has(queueId),
    async load(queueId) {
      const found = await findLastId(queueId);
      last = Math.max(last, found);
      loaded.add(queueId);
    },
    next(count = 1) {
      const first = Math.max(last + 1, clock.now() * idsPerMillisecond);
      last = first + count - 1;
      return first;
    },
    at: (at) => at * idsPerMillisecond,
  };
}
