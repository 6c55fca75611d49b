import type { CompiledStateMachine, CompiledStates, TaskResource, Variables } from '../asl/compiled.ts';
import type { Arn } from '../base/arn.ts';
import type { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import type { MapRunRequest } from './map-run-request.ts';

/**
 * One execution: what folding its events gives. Never changed in place.
 *
 * Control is a tree of frames. The root frame runs the machine's own states; a Parallel's branches and a Map's
 * iterations are frames inside the state that started them.
 */
export interface Execution {
  readonly facts: ExecutionFacts;
  readonly machine: CompiledStateMachine;
  readonly status: ExecutionStatus;
  /** The id of the latest event that the API shows; 0 before the first. */
  readonly lastEventId: number;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly input: Json;
  /** The trace it was started in, as an X-Ray trace header. */
  readonly traceHeader: string | undefined;
  /** Once succeeded. */
  readonly output: Json | undefined;
  /** Once failed, aborted or timed out. */
  readonly failure: Failure | undefined;
  /** In order. */
  readonly redrives: readonly Redrive[];
  readonly root: Frame;
}

/** That the execution was made to go on after its end. */
export interface Redrive {
  readonly at: number;
  /** By which the caller's repetition of the request is known. */
  readonly clientToken: string | undefined;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is fixed when an execution starts. */
export interface ExecutionFacts {
  readonly executionArn: Arn;
  readonly name: string;
  readonly stateMachineArn: Arn;
  readonly stateMachineName: string;
  readonly roleArn: Arn;
  readonly region: string;
  /** Runs in memory, without a history that anybody reads. */
  readonly isExpress?: boolean;
}

/** Where a frame hangs: for each level down from the root, its index among the branches or iterations there. */
export type FramePath = readonly number[];

export interface Frame {
  readonly path: FramePath;
  readonly states: CompiledStates;
  /** The event that the frame's next one follows. */
  readonly previousEventId: number;
  /** Those of enclosing frames included. */
  readonly variables: Variables;
  /** What the iteration was started for; undefined outside of Map. */
  readonly item: MapItem | undefined;
  readonly position: Position;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** The member's name, of an item that was an object's member. */
  readonly key?: string;
  /** Where a Map Run has the item from: `STATE_DATA`, `S3://bucket` or `S3://bucket/key`. */
  readonly source?: string;
}

export type Position = AtState | InState | Ended;

/** About to enter a state. */
export interface AtState {
  readonly type: 'AtState';
  readonly stateName: string;
  readonly input: Json;
}

export interface InState {
  readonly type: 'InState';
  readonly stateName: string;
  readonly input: Json;
  readonly enteredAt: number;
  readonly enteredEventId: number;
  /** The event that the state's entering follows. */
  readonly precedingEventId: number;
  /** How often each of the state's Retriers has retried since it was entered; by the Retrier's index. */
  readonly attempts: readonly number[];
  readonly activity: Activity | undefined;
  /** What a Parallel or Map had when its branches or iterations came to an end, for a redrive to go on with. */
  readonly remains: Remains | undefined;
}

/** The frame's last state had no Next. */
export interface Ended {
  readonly type: 'Ended';
  readonly output: Json;
}

/** What a state that was entered waits for. */
export type Activity = Waiting | TaskActivity | Retrying | Resuming | Remains;

/** What a redrive can go on with. */
export type Remains = Branches | Iterations | MapRunActivity;

export interface Waiting {
  readonly type: 'Waiting';
  readonly until: number;
}

export interface Retrying {
  readonly type: 'Retrying';
  readonly at: number;
}

/** Nothing yet: a redrive begins the state again, or lets what remains of it go on. */
export interface Resuming {
  readonly type: 'Resuming';
  readonly redrivenEventId: number;
  readonly remains: Remains | undefined;
}

/** A task that was scheduled and has not come to an end. */
export interface TaskActivity {
  readonly type: 'Task';
  /** Names the task within its execution. */
  readonly scheduledEventId: number;
  readonly scheduledAt: number;
  readonly stateName: string;
  readonly resource: TaskResource;
  readonly parameters: Json;
  readonly targetRoleArn: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly timeoutAt: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** Undefined while the heartbeat clock does not run. */
  readonly heartbeatAt: number | undefined;
  /** Once its first call was answered, for the patterns that wait for more; once a worker has an activity's task. */
  readonly submitted: Submitted | undefined;
}

export interface Submitted {
  readonly at: number;
  /** Names the job to poll and to cancel; undefined where the task waits for its token. */
  readonly job: Json | undefined;
  /** Nobody announces the job's end, so that it is polled often. */
  readonly isPolledOnly?: boolean | undefined;
}

export interface Branches {
  readonly type: 'Branches';
  readonly frames: readonly Frame[];
}

export interface Iterations {
  readonly type: 'Iterations';
  readonly items: readonly Json[];
  readonly maxConcurrency: number;
  /** How many failed iterations the state bears without failing itself. */
  readonly toleratedFailures: number;
  readonly failureCount: number;
  /** Iterations that were started and have not ended. */
  readonly live: readonly Frame[];
  readonly nextIndex: number;
  /** By index; a failed iteration that was tolerated leaves its Error Output. */
  readonly results: readonly (Json | undefined)[];
  /** Iterations that failed or were aborted, as they were, for a redrive to go on with. */
  readonly unsuccessful: readonly Frame[];
  /** Iterations that a redrive goes on with as there is room for them. */
  readonly resumable: readonly Frame[];
}

/** A Map Run, whose children are executions of their own. */
export interface MapRunActivity {
  readonly type: 'MapRun';
  /** Names the Map Run within its execution. */
  readonly startedEventId: number;
  readonly mapRunArn: Arn;
  /** Undefined where the Map Run has failed before it could do anything. */
  readonly request: MapRunRequest | undefined;
  /** Empty where an ItemReader has them. */
  readonly items: readonly Json[];
  readonly redriveCount: number;
}

export function isTerminal(execution: Execution): boolean {
  return execution.status !== 'RUNNING';
}

/** Whether a frame at `position` goes on without anything else having to happen. */
export function canAdvance(position: Position): boolean {
  return (
    position.type === 'AtState' || (position.type === 'InState' && position.activity?.type === 'Resuming')
  );
}

/** The frame at `path`, or undefined where there is none. */
export function findFrame(execution: Execution, path: FramePath): Frame | undefined {
  let frame: Frame | undefined = execution.root;
  for (const index of path) {
    if (frame === undefined || frame.position.type !== 'InState') return undefined;
    const activity: Activity | undefined = frame.position.activity;
    if (activity?.type === 'Branches') frame = activity.frames[index];
    else if (activity?.type === 'Iterations') frame = activity.live.find(({ item }) => item?.index === index);
    else return undefined;
  }
  return frame;
}

/** The frames inside `frame`'s current state. */
export function childFrames(frame: Frame): readonly Frame[] {
  if (frame.position.type !== 'InState') return [];
  const { activity } = frame.position;
  if (activity?.type === 'Branches') return activity.frames;
  if (activity?.type === 'Iterations') return activity.live;
  return [];
}

/** Calls `visit` with `frame` and every frame inside it. */
export function walkFrames(frame: Frame, visit: (frame: Frame) => void): void {
  visit(frame);
  if (frame.position.type !== 'InState') return;
  const { activity } = frame.position;
  if (activity?.type === 'Branches') for (const child of activity.frames) walkFrames(child, visit);
  else if (activity?.type === 'Iterations') for (const child of activity.live) walkFrames(child, visit);
}

/** The frame whose state waits for the task scheduled as event `eventId`, and that task. */
export function findTask(
  execution: Execution,
  eventId: number,
): { readonly frame: Frame; readonly task: TaskActivity } | undefined {
  let found: { frame: Frame; task: TaskActivity } | undefined;
  walkFrames(execution.root, (frame) => {
    if (frame.position.type !== 'InState') return;
    const { activity } = frame.position;
    if (activity?.type === 'Task' && activity.scheduledEventId === eventId) found = { frame, task: activity };
  });
  return found;
}

/** The frame whose state waits for the Map Run that event `eventId` started, and that Map Run. */
export function findMapRun(
  execution: Execution,
  eventId: number,
): { readonly frame: Frame; readonly mapRun: MapRunActivity } | undefined {
  let found: { frame: Frame; mapRun: MapRunActivity } | undefined;
  walkFrames(execution.root, (frame) => {
    if (frame.position.type !== 'InState') return;
    const { activity } = frame.position;
    if (activity?.type === 'MapRun' && activity.startedEventId === eventId)
      found = { frame, mapRun: activity };
  });
  return found;
}

/**
 * Whether something is under way that a crash would leave without an answer: a call, a job whose end is announced once,
 * or a turn that was cut short.
 */
export function isUnderWay(execution: Execution): boolean {
  if (isTerminal(execution)) return false;
  let found = false;
  walkFrames(execution.root, ({ position }) => {
    if (canAdvance(position)) found = true;
    if (position.type !== 'InState' || position.activity?.type !== 'Task') return;
    const task = position.activity;
    if (task.submitted === undefined ? !isQueued(task) : task.submitted.job !== undefined) found = true;
  });
  return found;
}

/** Whether the task waits for a worker of its activity to take it. */
export function isQueued({ resource, submitted }: TaskActivity): boolean {
  return resource.kind === 'Activity' && submitted === undefined;
}

/** Every task that was scheduled and has not come to an end. */
export function openTasks(execution: Execution): readonly TaskActivity[] {
  const tasks: TaskActivity[] = [];
  if (isTerminal(execution)) return tasks;
  walkFrames(execution.root, ({ position }) => {
    if (position.type === 'InState' && position.activity?.type === 'Task') tasks.push(position.activity);
  });
  return tasks;
}
