import type { Logger } from 'pino';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import { type ExecutionSummary, type Store, StoreUnavailable } from '../store/store.ts';

/** Wakes executions whose time has come: one timer in memory for however many rows wait. */
export interface Alarm {
  /** Looks for the first row to wake. */
  start(): Promise<void>;
  /** An execution was committed that must wake at `wakeAt`. */
  expect(wakeAt: number): void;
  close(): void;
}

export interface AlarmParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Gives the execution its turn; resolves once that is durable. */
  readonly wake: (summary: ExecutionSummary, wakeAt: number) => Promise<void>;
}

/** Executions woken together. */
const wakeBatch = 512;
/** After the store failed, or an execution could not take its turn, until it is tried again. */
const retryMilliseconds = 1_000;

export function createAlarm({ store, clock, log, wake }: AlarmParts): Alarm {
  let armedFor = Number.POSITIVE_INFINITY;
  let cancel: CancelScheduled | undefined;
  let isRinging = false;
  let isClosed = false;

  function arm(at: number): void {
    if (isClosed || isRinging || at >= armedFor) {
      if (isRinging) armedFor = Math.min(armedFor, at);
      return;
    }
    cancel?.();
    armedFor = at;
    cancel = clock.schedule(at, () => void ring());
  }

  async function ring(): Promise<void> {
    isRinging = true;
    armedFor = Number.POSITIVE_INFINITY;
    let next: number | undefined;
    try {
      const areAllAwake = await wakeDue();
      next = await store.executions.findNextWakeAt();
      if (!areAllAwake) next = Math.max(next ?? 0, clock.now() + retryMilliseconds);
    } catch (error) {
      log.error({ err: error }, 'could not wake executions that are due; trying again');
      next = clock.now() + retryMilliseconds;
    }
    isRinging = false;
    const earliest = Math.min(next ?? Number.POSITIVE_INFINITY, armedFor);
    armedFor = Number.POSITIVE_INFINITY;
    if (earliest < Number.POSITIVE_INFINITY) arm(earliest);
  }

  /** Whether every execution that was due took its turn. One that cannot does not hold up the others. */
  async function wakeDue(): Promise<boolean> {
    while (!isClosed) {
      const due = await store.executions.findDue(clock.now(), wakeBatch);
      const woken = await Promise.all(due.map(wakeOne));
      if (woken.includes(false)) return false;
      if (due.length < wakeBatch) return true;
    }
    return true;
  }

  async function wakeOne(summary: ExecutionSummary): Promise<boolean> {
    try {
      await wake(summary, summary.wakeAt ?? 0);
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      log.error({ err: error, executionArn: summary.executionArn }, 'a turn failed; nothing was appended');
      return false;
    }
  }

  return {
    start: ring,
    expect: arm,
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}
