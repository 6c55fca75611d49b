/** Seconds after submission at which a job is polled first whose end nobody announces, one in another account say. */
const polledOnlyPolls = [1, 2, 4, 8, 16, 32];
/** Of other jobs an event tells when they end, and polling is the net underneath. */
const announcedPolls = [30, 60, 120, 240];
/** Seconds between the polls that follow. */
const polledOnlyInterval = 60;
const announcedInterval = 300;

export interface PolledJob {
  readonly submittedAt: number;
  /** Whether an event tells of the job's end. */
  readonly isAnnounced: boolean;
}

/** The first time after `after` at which the job is to be polled; a function of the submission alone. */
export function nextPollAt({ submittedAt, isAnnounced }: PolledJob, after: number): number {
  const first = isAnnounced ? announcedPolls : polledOnlyPolls;
  for (const seconds of first) {
    const at = submittedAt + seconds * 1000;
    if (at > after) return at;
  }
  const interval = (isAnnounced ? announcedInterval : polledOnlyInterval) * 1000;
  const start = submittedAt + (first.at(-1) ?? 0) * 1000;
  return start + (Math.floor((after - start) / interval) + 1) * interval;
}
