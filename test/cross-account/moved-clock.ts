import type { CancelScheduled, Clock } from '../../src/base/clock.ts';

/** The machine's clock, set forward at will: what falls due by that is due at once. */
export interface MovedClock extends Clock {
  advance(milliseconds: number): void;
}

export function aMovedClock(): MovedClock {
  let offset = 0;
  const timers = new Set<{ arm(): void }>();
  const now = () => Date.now() + offset;
  return {
    now,
    schedule(at, run): CancelScheduled {
      let timeout: NodeJS.Timeout | undefined;
      const timer = {
        arm() {
          clearTimeout(timeout);
          // Node keeps no longer delays; nothing here waits that long without the clock being moved.
          timeout = setTimeout(ring, Math.min(Math.max(0, at - now()), 2 ** 31 - 1));
          timeout.unref();
        },
      };
      const ring = () => {
        timers.delete(timer);
        run();
      };
      timers.add(timer);
      timer.arm();
      return () => {
        timers.delete(timer);
        clearTimeout(timeout);
      };
    },
    advance(milliseconds) {
      offset += milliseconds;
      for (const timer of [...timers]) timer.arm();
    },
  };
}
