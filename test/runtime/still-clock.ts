import type { Clock } from '../../src/base/clock.ts';
import { testStart } from '../support/an-identity.ts';

/** A clock that only the test moves. */
export interface StillClock extends Clock {
  /** Moves on to the first timer that is due next, and rings it. */
  ringNext(): void;
  /** Moves on to `at` and rings, once each, the timers that are due by then. */
  moveTo(at: number): void;
  readonly timerCount: number;
  /** What `promise` resolves with, ringing timers whenever nothing else is left to do. */
  ringUntil<T>(promise: Promise<T>): Promise<T>;
}

const ringsMax = 100;
/** How often everything that is ready has its turn before time moves on. */
const roundsPerRing = 50;

export function aStillClock(): StillClock {
  let now = testStart;
  const timers = new Map<() => void, number>();

  function ringNext(): void {
    const [next] = [...timers].sort(([, left], [, right]) => left - right);
    if (next === undefined) return;
    const [run, at] = next;
    timers.delete(run);
    now = Math.max(now, at);
    run();
  }

  return {
    now: () => now,
    schedule(at, run) {
      const once = () => run();
      timers.set(once, at);
      return () => void timers.delete(once);
    },
    ringNext,
    moveTo(at) {
      now = at;
      for (const [run, due] of [...timers]) {
        if (due > now) continue;
        timers.delete(run);
        run();
      }
    },
    get timerCount() {
      return timers.size;
    },
    async ringUntil(promise) {
      let isSettled = false;
      const settled = promise.finally(() => {
        isSettled = true;
      });
      // The caller hears of a rejection through `settled`, which is returned below.
      settled.catch(() => {});
      for (let rings = 0; !isSettled && rings < ringsMax; rings += 1) {
        for (let round = 0; !isSettled && round < roundsPerRing; round += 1) await new Promise(setImmediate);
        if (!isSettled) ringNext();
      }
      return settled;
    },
  };
}
