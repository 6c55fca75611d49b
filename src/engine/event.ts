import type { StateType, TaskResource, Variables } from '../asl/compiled.ts';
import type { Arn } from '../base/arn.ts';
import type { Json } from '../base/json.ts';
import type { FramePath } from './execution.ts';
import type { MapRunRequest } from './map-run-request.ts';

/**
 * What an execution recorded. Events that the API shows carry an `id` (from 1, without gaps) and the id of the event
 * they follow; the others are ours alone and carry none.
 */
export type ExecutionEvent =
  | ShownEvent
  | WaitStarted
  | RetryScheduled
  | HeartbeatReceived
  | TaskReturned
  | BranchesResumed
  | IterationsResumed
  | IterationResumed;

export type ShownEvent =
  | ExecutionStarted
  | ExecutionSucceeded
  | ExecutionFailed
  | ExecutionRedriven
  | StateEntered
  | StateExited
  | StateAborted
  | EvaluationFailed
  | TaskScheduled
  | TaskStarted
  | TaskSubmitted
  | TaskSucceeded
  | TaskFailed
  | ParallelStateStarted
  | ParallelStateEnded
  | MapStateStarted
  | MapStateEnded
  | MapRunStarted
  | MapRunRedriven
  | MapRunSucceeded
  | MapRunFailed
  | MapRunAborted
  | MapIterationStarted
  | MapIterationEnded;

interface Shown {
  readonly id: number;
  readonly previousId: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly frame: FramePath;
}

export interface ExecutionStarted extends Shown {
  readonly type: 'ExecutionStarted';
  readonly input: Json;
  /** As the start had it. */
  readonly traceHeader?: string | undefined;
}

export interface ExecutionSucceeded extends Shown {
  readonly type: 'ExecutionSucceeded';
  readonly output: Json;
}

export interface ExecutionFailed extends Shown {
  readonly type: 'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** An execution that failed, timed out or was stopped goes on. */
export interface ExecutionRedriven extends Shown {
  readonly type: 'ExecutionRedriven';
  /** This redrive's number, from 1. */
  readonly redriveCount: number;
  readonly clientToken: string | undefined;
  /** The state it ended in starts from its beginning: what succeeded inside of it is run again. */
  readonly isStateRestarted: boolean;
}

export interface StateEntered extends Shown {
  readonly type: 'StateEntered';
  readonly stateType: StateType;
  readonly stateName: string;
  readonly input: Json;
}

export interface StateExited extends Shown {
  readonly type: 'StateExited';
  readonly stateType: StateType;
  readonly stateName: string;
  readonly output: Json;
  readonly assigned: Variables | undefined;
  /** Undefined where the frame ends with this state. */
  readonly next: string | undefined;
}

/** A JSONata expression of the state failed. */
export interface EvaluationFailed extends Shown {
  readonly type: 'EvaluationFailed';
  readonly stateName: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly location: string | undefined;
}

/** A state was given up because another branch or iteration failed. */
export interface StateAborted extends Shown {
  readonly type: 'StateAborted';
  readonly stateType: 'Task' | 'Wait' | 'Parallel' | 'Map';
}

export interface TaskScheduled extends Shown {
  readonly type: 'TaskScheduled';
  readonly resource: TaskResource;
  readonly region: string;
  readonly parameters: Json;
  readonly targetRoleArn: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

export interface TaskStarted extends Shown {
  readonly type: 'TaskStarted';
  readonly resource: TaskResource;
  /** The worker that took an activity's task, as it called itself. */
  readonly workerName: string | undefined;
}

export interface TaskSubmitted extends Shown {
  readonly type: 'TaskSubmitted';
  readonly resource: TaskResource;
  readonly output: Json;
  readonly job: Json | undefined;
  /** Nobody announces the job's end. */
  readonly isPolledOnly: boolean | undefined;
}

export interface TaskSucceeded extends Shown {
  readonly type: 'TaskSucceeded';
  readonly resource: TaskResource;
  readonly output: Json;
}

export interface TaskFailed extends Shown {
  readonly type: 'TaskFailed' | 'TaskTimedOut' | 'TaskScheduleFailed';
  readonly resource: TaskResource;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface ParallelStateStarted extends Shown {
  readonly type: 'ParallelStateStarted';
  /** Every branch's input. */
  readonly input: Json;
}

export interface ParallelStateEnded extends Shown {
  readonly type: 'ParallelStateSucceeded' | 'ParallelStateFailed';
}

export interface MapStateStarted extends Shown {
  readonly type: 'MapStateStarted';
  readonly items: readonly Json[];
  readonly maxConcurrency: number;
  readonly toleratedFailures: number;
}

export interface MapStateEnded extends Shown {
  readonly type: 'MapStateSucceeded' | 'MapStateFailed';
}

/** A Map runs its iterations as executions of their own. Its id names the Map Run within this execution. */
export interface MapRunStarted extends Shown {
  readonly type: 'MapRunStarted';
  readonly mapRunArn: Arn;
  /** Undefined where the Map Run has failed before it could do anything. */
  readonly request: MapRunRequest | undefined;
}

/** A redrive goes on with a Map Run's unsuccessful children. */
export interface MapRunRedriven extends Shown {
  readonly type: 'MapRunRedriven';
  readonly startedEventId: number;
  readonly mapRunArn: Arn;
  readonly redriveCount: number;
}

export interface MapRunSucceeded extends Shown {
  readonly type: 'MapRunSucceeded';
  /** The event that started the Map Run, here and in the events below. */
  readonly startedEventId: number;
}

export interface MapRunFailed extends Shown {
  readonly type: 'MapRunFailed';
  readonly startedEventId: number;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface MapRunAborted extends Shown {
  readonly type: 'MapRunAborted';
  readonly startedEventId: number;
}

/** `frame` is the Map state's; the iteration's own is `frame` with `index` behind it. */
export interface MapIterationStarted extends Shown {
  readonly type: 'MapIterationStarted';
  readonly stateName: string;
  readonly index: number;
  readonly input: Json;
}

export interface MapIterationEnded extends Shown {
  readonly type: 'MapIterationSucceeded' | 'MapIterationFailed' | 'MapIterationAborted';
  readonly stateName: string;
  readonly index: number;
  /** The iteration's output, the Error Output where it failed, null where it was aborted. */
  readonly result: Json;
}

/** A Wait state was entered, and ends at `until`. */
export interface WaitStarted {
  readonly type: 'WaitStarted';
  readonly at: number;
  readonly frame: FramePath;
  readonly until: number;
}

/** The state will be tried again, by its Retrier `retrierIndex`, at `retryAt`. */
export interface RetryScheduled {
  readonly type: 'RetryScheduled';
  readonly at: number;
  readonly frame: FramePath;
  readonly retrierIndex: number;
  readonly retryAt: number;
  /** The event that the state's next one follows. */
  readonly followsId: number;
}

/** SendTaskHeartbeat: the heartbeat clock starts again. */
export interface HeartbeatReceived {
  readonly type: 'HeartbeatReceived';
  readonly at: number;
  readonly frame: FramePath;
}

/** The worker that had taken an activity's task never got it: it waits for a worker again. */
export interface TaskReturned {
  readonly type: 'TaskReturned';
  readonly at: number;
  readonly frame: FramePath;
}

/** A redrive goes on with the branches of a Parallel that had not succeeded. */
export interface BranchesResumed {
  readonly type: 'BranchesResumed';
  readonly at: number;
  readonly frame: FramePath;
}

/** A redrive goes on with a Map; its iterations follow one by one. */
export interface IterationsResumed {
  readonly type: 'IterationsResumed';
  readonly at: number;
  readonly frame: FramePath;
}

/** An iteration that had not succeeded goes on. `frame` is the Map state's. */
export interface IterationResumed {
  readonly type: 'IterationResumed';
  readonly at: number;
  readonly frame: FramePath;
  readonly index: number;
}
