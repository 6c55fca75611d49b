import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';

/** The machine's clock, off by as much as the test says; whatever a move makes due rings at once. */
export interface MovedClock extends Clock {
  move(aheadMilliseconds: number): void;
}

export function aMovedClock(aheadMilliseconds = 0): MovedClock {
  const timers = new Map<() => void, number>();
  let ahead = aheadMilliseconds;
  const now = () => Date.now() + ahead;
  return {
    now,
    move(milliseconds) {
      ahead = milliseconds;
      for (const [run, at] of [...timers]) if (at <= now()) run();
    },
    schedule(at, run) {
      const once = () => {
        if (timers.delete(once)) run();
      };
      timers.set(once, at);
      const cancel = systemClock.schedule(at - ahead, once);
      return () => {
        timers.delete(once);
        cancel();
      };
    },
  };
}
