import type { WriteLoad } from '../../store/write-load.ts';

/** How hard the server is pressed: `busy` takes less new work, `overloaded` only what lets work end. */
export type Pressure = 'calm' | 'busy' | 'overloaded';

/** From where on the server is busy, and from where on it is overloaded. */
export interface PressureLimits {
  /** How long what waits longest for the disk has waited. */
  readonly writeMilliseconds: readonly [busy: number, overloaded: number];
  /** The texts that wait for the disk, in UTF-16 units. */
  readonly writeCharacters: readonly [busy: number, overloaded: number];
  /** How late the event loop is. */
  readonly loopMilliseconds: readonly [busy: number, overloaded: number];
}

/**
 * A commit takes a few milliseconds, so a quarter of a second is dozens of them behind; SDKs give up an answer after
 * several seconds, so what is admitted at a second still gets its answer in time.
 */
export const defaultPressureLimits: PressureLimits = {
  writeMilliseconds: [250, 1_000],
  writeCharacters: [32 * 1024 * 1024, 128 * 1024 * 1024],
  loopMilliseconds: [250, 1_000],
};

export interface PressureGauge {
  /** `at`, as everywhere here, on the clock of `performance`. */
  read(at: number): Pressure;
  /** How late the event loop was lately. */
  readonly loopMilliseconds: number;
  close(): void;
}

/** How often the event loop is asked how late it is. */
const loopSampleMilliseconds = 50;
/** What is left of a delay after each sample that finds a smaller one. */
const loopDecay = 0.7;

export function createPressureGauge(
  writes: WriteLoad,
  { writeMilliseconds, writeCharacters, loopMilliseconds }: PressureLimits,
): PressureGauge {
  let loopDelay = 0;
  let expectedAt = performance.now() + loopSampleMilliseconds;
  const timer = setInterval(() => {
    const now = performance.now();
    loopDelay = Math.max(now - expectedAt, loopDelay * loopDecay);
    expectedAt = now + loopSampleMilliseconds;
  }, loopSampleMilliseconds);
  timer.unref();

  function isOver(index: 0 | 1, at: number): boolean {
    return (
      loopDelay > loopMilliseconds[index] ||
      writes.characters > writeCharacters[index] ||
      (writes.since !== undefined && at - writes.since > writeMilliseconds[index])
    );
  }

  return {
    read(at) {
      if (!isOver(0, at)) return 'calm';
      return isOver(1, at) ? 'overloaded' : 'busy';
    },
    get loopMilliseconds() {
      return loopDelay;
    },
    close: () => clearInterval(timer),
  };
}
