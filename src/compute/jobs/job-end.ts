/** Who ended a job before it ended by itself. */
export type StopCause = 'timeout' | 'asked' | 'closing';

/** ECS's name for what kept a job from starting, or ended it. */
export type JobError =
  | 'CannotPullContainerError'
  | 'CannotCreateContainerError'
  | 'CannotStartContainerError'
  | 'OutOfMemoryError';

/** How a job ended. */
export interface JobEnd {
  /** As a shell tells it: 128 and the signal's number where a signal ended it. Undefined where it never started. */
  readonly exitCode: number | undefined;
  /** Why it never started, in the words of the operating system or of what runs containers. */
  readonly startFailure: string | undefined;
  readonly error: JobError | undefined;
  readonly stopped: StopCause | undefined;
}

export function failedStart(error: JobError, cause: unknown): JobEnd {
  const startFailure = cause instanceof Error ? cause.message : String(cause);
  return { exitCode: undefined, startFailure, error, stopped: undefined };
}

/** What ECS and Batch tell of a container whose end has a name: `OutOfMemoryError: Container killed due to memory usage`. */
export function reasonOfEnd({ error, startFailure }: JobEnd): string | undefined {
  if (error === undefined) return undefined;
  return `${error}: ${startFailure ?? 'Container killed due to memory usage'}`;
}

/** A job that was begun: a process of this machine, or a container. */
export interface StartedJob {
  /** The process of this machine; undefined for a container, and where it could not be started. */
  readonly pid: number | undefined;
  /** Settles with whether the job runs, at the latest before `ended`. */
  readonly started: Promise<boolean>;
  /** Settles when the job has ended and its output is in the log. */
  readonly ended: Promise<JobEnd>;
  /** Asks the job to end, and kills what is left of it after `graceMilliseconds`. */
  stop(cause: StopCause, graceMilliseconds: number): void;
}
