import type { TaskResource } from '../asl/compiled.ts';
import type { Arn } from '../base/arn.ts';
import type { Json, JsonObject } from '../base/json.ts';

/** What an execution asks of the world, once the events that caused it are durable. */
export type Command = ServiceCommand | OfferTask | MapRunCommand;

/** What is asked of a Map Run: its execution says everything else about it. */
export type MapRunCommand = RunMap | StopMapRun;

/** What is asked of the service that a task calls. */
export type ServiceCommand = CallTask | PollTask | CancelTask;

interface TaskCommand {
  /** The task's scheduled event. */
  readonly eventId: number;
  readonly stateName: string;
  readonly resource: TaskResource;
  readonly parameters: Json;
  /** `Credentials.RoleArn`, evaluated. */
  readonly targetRoleArn: string | undefined;
}

/** Make the task's call; answered with TaskSubmission or TaskResult. */
export interface CallTask extends TaskCommand {
  readonly type: 'CallTask';
}

/** Let a worker of the task's activity take it; answered with TaskPickup, or with ScheduleFailure. */
export interface OfferTask extends TaskCommand {
  readonly type: 'OfferTask';
}

/** Find out whether the job has ended; answered with TaskResult once it has. */
export interface PollTask extends TaskCommand {
  readonly type: 'PollTask';
  readonly job: Json;
  /** What the event that announced its end says of it; undefined where nothing announced it. */
  readonly detail?: JsonObject | undefined;
}

/** End the job, best effort; not answered. */
export interface CancelTask extends TaskCommand {
  readonly type: 'CancelTask';
  /** Undefined while the call is not answered that will tell it; whoever makes the call cancels it then. */
  readonly job: Json | undefined;
}

interface MapRunNamed {
  /** The event that started the Map Run. */
  readonly eventId: number;
  readonly mapRunArn: Arn;
}

/** Run the children of a Map Run, or run those again that did not succeed; answered with MapRunEnded. */
export interface RunMap extends MapRunNamed {
  readonly type: 'RunMap';
  /** 0 the first time. */
  readonly redriveCount: number;
}

/** Stop the children, and start no more; not answered. */
export interface StopMapRun extends MapRunNamed {
  readonly type: 'StopMapRun';
}
