import type { Logger } from 'pino';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import type { ExecutionSummary, Store } from '../store/store.ts';

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
/** After the store failed, until it is tried again. */
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
      await wakeDue();
      next = await store.executions.findNextWakeAt();
    } catch (error) {
      log.error({ err: error }, 'could not wake executions that are due; trying again');
      next = clock.now() + retryMilliseconds;
    }
    isRinging = false;
    const earliest = Math.min(next ?? Number.POSITIVE_INFINITY, armedFor);
    armedFor = Number.POSITIVE_INFINITY;
    if (earliest < Number.POSITIVE_INFINITY) arm(earliest);
  }

  async function wakeDue(): Promise<void> {
    while (!isClosed) {
      const due = await store.executions.findDue(clock.now(), wakeBatch);
      await Promise.all(due.map((summary) => wake(summary, summary.wakeAt ?? 0)));
      if (due.length < wakeBatch) return;
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
