import type { Arn } from '../base/arn.ts';
import type { Child, MapRunChange, MapRunStore } from './map-runs.ts';
import type { MessageStore } from './messages.ts';
import type { ResourceBodies, ResourceKind } from './resources/index.ts';

/**
 * What survives a crash. A promise these interfaces return settles only once what it speaks of is on disk; a write that
 * could not be made durable rejects with `StoreUnavailable` and has not happened.
 *
 * Writes of many callers share a transaction (group commit): each keeps its own outcome, none waits for a disk sync of
 * its own.
 */
export interface Store {
  readonly resources: ResourceStore;
  readonly executions: ExecutionStore;
  readonly mapRuns: MapRunStore;
  readonly messages: MessageStore;
  /** Into how many shards executions are spread. A driver for one node has one. */
  readonly shardCount: number;
  /** Finishes what was asked for and lets go of the files. */
  close(): Promise<void>;
}

/** The disk is full, read-only, or gone. `message` says which, for the operator. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

// Resources: everything that is configured rather than run.

/** Where a resource lives. `region` is empty for what belongs to no region, `account` for what belongs to no account. */
export interface ResourceKey<Kind extends ResourceKind = ResourceKind> {
  readonly kind: Kind;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

export interface Resource<Kind extends ResourceKind = ResourceKind> extends ResourceKey<Kind> {
  /** Counts up from 1 with every change. */
  readonly revision: number;
  /** Never changed in place: the same object stands for the same revision, so callers may key caches by it. */
  readonly body: ResourceBodies[Kind];
}

export interface ResourceStore {
  get<Kind extends ResourceKind>(key: ResourceKey<Kind>): Promise<Resource<Kind> | undefined>;
  /** In order of name (its UTF-8 bytes). `prefix` bounds the names, `after` excludes those up to it. */
  list<Kind extends ResourceKind>(query: ResourceQuery<Kind>): Promise<readonly Resource<Kind>[]>;
  /**
   * Makes all changes or none: a change whose `expectedRevision` no longer holds gives `conflict`, and the caller reads
   * again and decides anew. At most one change for each resource.
   */
  write(changes: readonly ResourceChange[]): Promise<'written' | 'conflict'>;
}

export interface ResourceQuery<Kind extends ResourceKind> {
  readonly kind: Kind;
  readonly account: string;
  readonly region: string;
  readonly prefix?: string;
  readonly after?: string;
  readonly limit: number;
}

export type ResourceChange = {
  [Kind in ResourceKind]: PutResource<Kind> | DeleteResource<Kind>;
}[ResourceKind];

export interface PutResource<Kind extends ResourceKind> {
  readonly type: 'put';
  readonly key: ResourceKey<Kind>;
  readonly body: ResourceBodies[Kind];
  /** 0: must not exist yet. Undefined: whatever is there. */
  readonly expectedRevision: number | undefined;
}

export interface DeleteResource<Kind extends ResourceKind> {
  readonly type: 'delete';
  readonly key: ResourceKey<Kind>;
  readonly expectedRevision: number | undefined;
}

// Executions: a summary row and an append-only log of turns each.

/** Names an execution within the store. */
export interface ExecutionKey {
  readonly shard: number;
  /** Ordered by start time; unique within its shard. */
  readonly id: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as far as lists, wake-ups and recovery need it; everything else is in its log. */
export interface ExecutionSummary extends ExecutionKey {
  readonly executionArn: Arn;
  readonly stateMachineArn: Arn;
  /** Names the StateMachineRevision it runs. */
  readonly revisionName: string;
  /** The version's number and the alias's name that it was started with; fixed by its first turn. */
  readonly version: string | undefined;
  readonly alias: string | undefined;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  /** When the execution next needs a turn by itself: a timer, a timeout, a poll. */
  readonly wakeAt: number | undefined;
  /** Whether a call may be under way, so that recovery must look at it. */
  readonly isTaskInFlight: boolean;
  /** Turns appended so far. */
  readonly turnCount: number;
  /** How often it was redriven, and when it was last. */
  readonly redriveCount: number;
  readonly redrivenAt: number | undefined;
}

/** One turn, to be made durable as a whole. */
export interface TurnCommit {
  /**
   * The summary after the turn. `turnCount` 1 creates the execution; later turns change its status, its times of
   * stopping and waking, whether a task is in flight, the count, and what it says of redrives.
   */
  readonly summary: ExecutionSummary;
  /** The turn's events, encoded; undefined where there are none: then only the summary changes, its `turnCount` not. */
  readonly body: string | undefined;
  /** Jobs whose end the execution waits for from this turn on, and tasks that wait no more. */
  readonly awaits?: readonly AwaitedJob[];
  readonly awaitsEnded?: readonly number[];
  /** Activities' tasks that wait for a worker from this turn on, and those that wait for none any more. */
  readonly queued?: readonly QueuedTask[];
  readonly unqueued?: readonly number[];
  /** Calls that must still be made after a crash although the log no longer shows them, such as cancelling a job. */
  readonly outbox?: readonly OutboxEntry[];
  /** Map Runs that the execution has started or redriven, and those that have ended. */
  readonly mapRuns?: readonly MapRunChange[];
  /** Of a first turn: the Map Run that starts the execution, and what it gives it. */
  readonly child?: Child | undefined;
}

/** A task (named by its scheduled event) that waits for the job `job` (an ARN or another unique name) to end. */
export interface AwaitedJob {
  readonly eventId: number;
  readonly job: string;
}

/** A task (named by its scheduled event) of the activity `activityArn`, which no worker has taken. */
export interface QueuedTask {
  readonly eventId: number;
  readonly activityArn: Arn;
  /** Greater than that of every task queued before. */
  readonly position: number;
}

/** A queued task as who reads the queue meets it. */
export interface WaitingTask extends ExecutionKey {
  readonly eventId: number;
  readonly position: number;
}

export interface OutboxEntry {
  /** The task's scheduled event; at most one entry each. */
  readonly eventId: number;
  /** The command, encoded. */
  readonly body: string;
}

export type TurnOutcome =
  /** `waiters`: the tasks that waited for this execution, where the turn ended it. */
  | { readonly type: 'committed'; readonly waiters: readonly Waiter[] }
  /** The first turn found the name taken; nothing was written. */
  | { readonly type: 'exists'; readonly summary: ExecutionSummary };

export interface Waiter extends ExecutionKey {
  readonly eventId: number;
}

export interface ExecutionStore {
  /**
   * Appends a turn and its summary in one transaction. A turn that is not the next one of its execution is our own
   * error and rejects with an AssertionError.
   */
  commit(turn: TurnCommit): Promise<TurnOutcome>;
  find(executionArn: Arn): Promise<ExecutionSummary | undefined>;
  /** As `find`, with the bodies of its first turn and, where it has ended with a later one, its last. */
  findWithEnds(executionArn: Arn): Promise<ExecutionEnds | undefined>;
  get(key: ExecutionKey): Promise<ExecutionSummary | undefined>;
  /** The bodies of an execution's turns in order, from turn `from` (1 is the first) on, at most `limit`. */
  readTurns(key: ExecutionKey, from: number, limit: number): Promise<readonly string[]>;
  /** Latest start first; `before` excludes what started at that key or later. */
  list(query: ExecutionQuery): Promise<readonly ExecutionSummary[]>;
  /** Running executions whose `wakeAt` is at or before `at`, the earliest first. */
  findDue(at: number, limit: number): Promise<readonly ExecutionSummary[]>;
  /** The earliest `wakeAt` of all. */
  findNextWakeAt(): Promise<number | undefined>;
  /** Running executions with a task in flight, in order of key, after `after`. */
  listInFlight(after: ExecutionKey | undefined, limit: number): Promise<readonly ExecutionSummary[]>;
  /** The tasks that wait for `job`. */
  findWaiters(job: string): Promise<readonly Waiter[]>;
  /** The tasks queued for an activity, the first one first, from behind `position` on. */
  listQueued(activityArn: Arn, position: number, limit: number): Promise<readonly WaitingTask[]>;
  /** The activity that tasks are queued for behind `after`, in an order of the store's own; the first one where that is undefined. */
  findNextQueued(after: Arn | undefined): Promise<Arn | undefined>;
  /** The last position of the tasks queued for an activity, or one behind it. */
  findLastPosition(activityArn: Arn): Promise<number | undefined>;
  listOutbox(limit: number): Promise<readonly (OutboxEntry & ExecutionKey)[]>;
  deleteOutbox(key: ExecutionKey, eventId: number): Promise<void>;
  countOpen(): Promise<number>;
  /** The highest id of all executions. */
  findLastId(): Promise<number | undefined>;
  /** Executions in order of key, after `after` and before `before`, however they are. */
  listByKey(query: KeyRange): Promise<readonly ExecutionAge[]>;
  /**
   * Deletes executions with all that is kept of them, those of `keys` that ended before `endedBefore`, as far as `turnsMax`
   * goes: an execution of more turns is gone at once, and its log with the calls that follow.
   */
  purge(request: PurgeRequest): Promise<PurgeOutcome>;
}

export interface ExecutionEnds {
  readonly summary: ExecutionSummary;
  readonly first: string;
  /** Undefined while the execution runs, or where it has one turn. */
  readonly last: string | undefined;
}

export interface KeyRange {
  readonly after: ExecutionKey | undefined;
  readonly before: ExecutionKey;
  readonly limit: number;
}

/** How long an execution has been there, and how much there is of it. */
export interface ExecutionAge extends ExecutionKey {
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly stoppedAt: number | undefined;
  readonly turnCount: number;
}

export interface PurgeRequest {
  readonly keys: readonly ExecutionKey[];
  readonly endedBefore: number;
  /** Of how many turns it may delete the log, and so how long others wait for it. */
  readonly turnsMax: number;
}

export interface PurgeOutcome {
  readonly executionCount: number;
  readonly turnCount: number;
  /** Whether logs of purged executions are left, for another call to delete. */
  readonly isLogLeft: boolean;
}

export interface ExecutionQuery {
  readonly stateMachineArn: Arn;
  /** Only those that were started with this version, or with this alias; not both. */
  readonly version?: string;
  readonly alias?: string;
  readonly status: ExecutionStatus | undefined;
  readonly before: ExecutionKey | undefined;
  readonly limit: number;
}
