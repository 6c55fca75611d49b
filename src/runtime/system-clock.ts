import type { Clock } from '../base/clock.ts';

/** The longest delay that timers keep: longer ones are cut into parts. */
const timerMillisecondsMax = 2 ** 31 - 1;

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(at, run) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delay = at - Date.now();
      if (delay > timerMillisecondsMax) timer = setTimeout(arm, timerMillisecondsMax);
      else timer = setTimeout(run, Math.max(0, delay));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
