import type { Failure } from '../base/failure.ts';
import type { Json, JsonObject } from '../base/json.ts';

/** What reaches an execution. */
export type Message =
  | Start
  | Continue
  | TimersDue
  | TaskSubmission
  | TaskResult
  | JobEnded
  | TaskPickup
  | TaskReturn
  | ScheduleFailure
  | TokenReport
  | TokenHeartbeat
  | MapRunEnded
  | Stop
  | Redrive;

/** The first message of every execution. */
export interface Start {
  readonly type: 'Start';
  readonly input: Json;
  /** The trace the execution belongs to, as an X-Ray trace header. */
  readonly traceHeader?: string | undefined;
}

/** The turn before was cut short by `turnEventsMax`; go on. */
export interface Continue {
  readonly type: 'Continue';
}

/** The execution's wake time has come. */
export interface TimersDue {
  readonly type: 'TimersDue';
  /** The time it was to wake at, in epoch milliseconds. */
  readonly wakeAt: number;
}

/** A task's first call was answered, and it waits for more: a job's end or its token. */
export interface TaskSubmission {
  readonly type: 'TaskSubmission';
  readonly eventId: number;
  readonly output: Json;
  /** Names the job to poll and cancel. */
  readonly job: Json | undefined;
  /** Nobody announces the job's end: only polling finds it. */
  readonly isPolledOnly?: boolean | undefined;
}

/** A task came to its end: its call was answered, or its job ended. */
export interface TaskResult {
  readonly type: 'TaskResult';
  readonly eventId: number;
  readonly result: Json | Failure;
}

/** The end of a task's job was announced. */
export interface JobEnded {
  readonly type: 'JobEnded';
  readonly eventId: number;
  /** What the announcing event says of the job. */
  readonly detail: JsonObject;
}

/** A worker takes an activity's task: its GetActivityTask is answered with it once this is durable. */
export interface TaskPickup {
  readonly type: 'TaskPickup';
  readonly eventId: number;
  readonly workerName: string | undefined;
}

/** The worker that took the task hung up before it had the answer: the task waits for another. */
export interface TaskReturn {
  readonly type: 'TaskReturn';
  readonly eventId: number;
}

/** No worker can take the task, for there is no such activity. */
export interface ScheduleFailure {
  readonly type: 'ScheduleFailure';
  readonly eventId: number;
  readonly failure: Failure;
}

/** SendTaskSuccess or SendTaskFailure. */
export interface TokenReport {
  readonly type: 'TokenReport';
  readonly eventId: number;
  readonly result: Json | Failure;
}

export interface TokenHeartbeat {
  readonly type: 'TokenHeartbeat';
  readonly eventId: number;
}

/** A Map Run came to its end: with the state's result, or the reason why there is none. */
export interface MapRunEnded {
  readonly type: 'MapRunEnded';
  /** The event that started it. */
  readonly eventId: number;
  readonly result: Json | Failure;
}

/** StopExecution. */
export interface Stop {
  readonly type: 'Stop';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** RedriveExecution. */
export interface Redrive {
  readonly type: 'Redrive';
  readonly clientToken: string | undefined;
}
