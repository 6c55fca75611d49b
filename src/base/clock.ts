/** The world's time, handed to what must not reach for it itself. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once, at or after `at` (epoch milliseconds), unless cancelled first. */
  schedule(at: number, run: () => void): CancelScheduled;
}

export type CancelScheduled = () => void;
