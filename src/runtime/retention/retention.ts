/**
 * Deletes executions some time after they ended, as AWS does after 90 days: their history is gone, they are not found any
 * more, and their names are free. What it promises:
 *
 * - An execution that runs is never touched, however old; a redrive makes its time begin anew.
 * - It is deleted as a whole, by whoever looks at it; a log too long for one transaction follows within a moment.
 * - Others hardly wait for it: transactions are small, and between them it rests longer than they took.
 */

import type { Logger } from 'pino';
import type { CancelScheduled, Clock } from '../../base/clock.ts';
import type { ExecutionAge, ExecutionKey, PurgeOutcome, Store } from '../../store/store.ts';
import { firstIdAt } from '../execution-ids.ts';

export interface Retention {
  /** Looks for what is to be deleted soon, and every hour after that. */
  start(): void;
  /** Resolves once no transaction is under way. */
  close(): Promise<void>;
  readonly tally: RetentionTally;
}

export interface RetentionTally {
  /** Executions and turns deleted by this process. */
  readonly executions: number;
  readonly turns: number;
  /** When the oldest execution that is kept started; undefined before the first look, and where there is none. */
  readonly oldestStartedAt: number | undefined;
}

export interface RetentionParts {
  readonly store: Store;
  /** The clock that executions run by. */
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** How long executions are kept after their end; 0 keeps them for ever. */
  readonly days: number;
}

const dayMilliseconds = 86_400_000;
/** The start of a server has other things to do. */
const firstSweepMilliseconds = 30_000;
const sweepMilliseconds = 3_600_000;
/** After the store failed. */
const retryMilliseconds = 60_000;
/** Executions looked at together. */
const agesPerRead = 1_000;
/** Turns deleted by one transaction: a few milliseconds' work. */
export const turnsPerPurge = 64;
/** A rest is this many times as long as the transaction before it took, within bounds. */
const restFactor = 4;
const restMillisecondsMin = 5;
const restMillisecondsMax = 1_000;

export function createRetention({ store, clock, log, days }: RetentionParts): Retention {
  const { executions } = store;
  let purgedExecutions = 0;
  let purgedTurns = 0;
  let oldestStartedAt: number | undefined;
  let isClosed = false;
  let cancelSweep: CancelScheduled | undefined;
  let endRest: (() => void) | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  function schedule(milliseconds: number): void {
    if (isClosed) return;
    cancelSweep = clock.schedule(clock.now() + milliseconds, () => {
      sweeping = sweep().then(
        () => schedule(sweepMilliseconds),
        (error: unknown) => {
          log.warn({ err: error }, 'could not purge old executions; trying again');
          schedule(retryMilliseconds);
        },
      );
    });
  }

  async function sweep(): Promise<void> {
    const before = purgedExecutions;
    const [oldest] = await executions.listByKey({ after: undefined, before: lastKey, limit: 1 });
    oldestStartedAt = oldest?.startedAt;
    if (days > 0) {
      const endedBefore = clock.now() - days * dayMilliseconds;
      // What started later cannot have ended before.
      const end = { shard: 0, id: firstIdAt(endedBefore) };
      oldestStartedAt = await sweepUntil(end, endedBefore);
    }
    if (purgedExecutions > before)
      log.info({ executions: purgedExecutions - before, days }, 'purged executions that ended long ago');
  }

  /** When the oldest execution started that stays. */
  async function sweepUntil(end: ExecutionKey, endedBefore: number): Promise<number | undefined> {
    let after: ExecutionKey | undefined;
    let oldest: number | undefined;
    // What an earlier process did not come to delete.
    await purge([], endedBefore);
    for (;;) {
      const page = await executions.listByKey({ after, before: end, limit: agesPerRead });
      const isExpired = ({ stoppedAt = endedBefore }: ExecutionAge) => stoppedAt < endedBefore;
      oldest ??= page.find((age) => !isExpired(age))?.startedAt;
      for (const keys of groupsOf(page.filter(isExpired))) {
        if (isClosed) return oldest;
        await purge(keys, endedBefore);
      }
      after = page.at(-1);
      if (page.length < agesPerRead || isClosed) break;
    }
    if (oldest !== undefined) return oldest;
    const [first] = await executions.listByKey({ after: undefined, before: lastKey, limit: 1 });
    return first?.startedAt;
  }

  async function purge(keys: readonly ExecutionKey[], endedBefore: number): Promise<void> {
    let outcome: PurgeOutcome;
    do {
      const began = performance.now();
      outcome = await executions.purge({ keys, endedBefore, turnsMax: turnsPerPurge });
      purgedExecutions += outcome.executionCount;
      purgedTurns += outcome.turnCount;
      if (keys.length > 0 || outcome.isLogLeft) await rest((performance.now() - began) * restFactor);
    } while (outcome.isLogLeft && !isClosed);
  }

  function rest(milliseconds: number): Promise<void> {
    if (isClosed) return Promise.resolve();
    const bounded = Math.min(Math.max(milliseconds, restMillisecondsMin), restMillisecondsMax);
    return new Promise((resolve) => {
      const cancel = clock.schedule(clock.now() + bounded, resolve);
      endRest = () => {
        cancel();
        resolve();
      };
    });
  }

  return {
    start: () => schedule(firstSweepMilliseconds),
    async close() {
      isClosed = true;
      cancelSweep?.();
      endRest?.();
      await sweeping;
    },
    tally: {
      get executions() {
        return purgedExecutions;
      },
      get turns() {
        return purgedTurns;
      },
      get oldestStartedAt() {
        return oldestStartedAt;
      },
    },
  };
}

const lastKey: ExecutionKey = { shard: 0, id: Number.MAX_SAFE_INTEGER };

/** The executions in groups of at most `turnsPerPurge` turns together; a longer log is a group of its own. */
function groupsOf(ages: readonly ExecutionAge[]): readonly (readonly ExecutionKey[])[] {
  const groups: ExecutionKey[][] = [];
  let group: ExecutionKey[] = [];
  let turns = 0;
  for (const { shard, id, turnCount } of ages) {
    if (group.length > 0 && turns + turnCount > turnsPerPurge) {
      groups.push(group);
      group = [];
      turns = 0;
    }
    group.push({ shard, id });
    turns += turnCount;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
