/** Seconds after submission at which a job in another account is polled first; later every `pollSeconds`. */
const crossAccountPolls = [1, 2, 4, 8, 16, 32];
/** In the same account an event tells of a job's end, and polling is the net underneath. */
const sameAccountPolls = [30, 60, 120, 240];
const pollSeconds = 60;
const sameAccountPollSeconds = 300;

export interface PolledJob {
  readonly submittedAt: number;
  readonly isCrossAccount: boolean;
}

/** The first time after `after` at which the job is to be polled; a function of the submission alone. */
export function nextPollAt({ submittedAt, isCrossAccount }: PolledJob, after: number): number {
  const first = isCrossAccount ? crossAccountPolls : sameAccountPolls;
  for (const seconds of first) {
    const at = submittedAt + seconds * 1000;
    if (at > after) return at;
  }
  const interval = (isCrossAccount ? pollSeconds : sameAccountPollSeconds) * 1000;
  const start = submittedAt + (first.at(-1) ?? 0) * 1000;
  return start + (Math.floor((after - start) / interval) + 1) * interval;
}
