import type { Arn } from '../base/arn.ts';
import type { JsonObject } from '../base/json.ts';
import type { ExecutionKey, ExecutionStatus, ExecutionSummary, TurnCommit } from './store.ts';

/** Names a Map Run within the store. */
export interface MapRunKey {
  readonly shard: number;
  readonly id: number;
}

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** How a Map Run runs its children: what UpdateMapRun changes. */
export interface MapRunSettings {
  /** 0 asks for as many children at once as the service allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
}

/** What an execution has from the Map Run that started it. */
export interface Child {
  readonly mapRunId: number;
  readonly itemCount: number;
}

export interface ChildSummary extends ExecutionSummary {
  readonly itemCount: number;
}

/** How far a Map Run has come with its items. */
export interface MapRunProgress {
  /** Items that children were given. */
  readonly itemCount: number;
  readonly childCount: number;
  /** Whether there are no more items. */
  readonly isExhausted: boolean;
  /** What the items were read from, as its reader names it. */
  readonly sourceVersion: string | undefined;
}

export interface StoredMapRun extends MapRunKey, MapRunSettings, MapRunProgress {
  readonly mapRunArn: Arn;
  /** The execution that waits for it, in the same shard, and the event that started it there. */
  readonly executionId: number;
  readonly eventId: number;
  readonly executionArn: Arn;
  /** Of the children: with the Map's label. */
  readonly stateMachineArn: Arn;
  readonly status: MapRunStatus;
  /** Whether there may be something left to do for it. */
  readonly isOpen: boolean;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly redriveCount: number;
  readonly redrivenAt: number | undefined;
  /** Once it is not open any more. */
  readonly counts: JsonObject | undefined;
}

/** What a turn of the execution that waits for a Map Run says of it. */
export type MapRunChange =
  | ({
      readonly type: 'started';
      readonly id: number;
      readonly eventId: number;
      readonly at: number;
      readonly mapRunArn: Arn;
      readonly executionArn: Arn;
      readonly stateMachineArn: Arn;
    } & MapRunSettings)
  | {
      readonly type: 'ended';
      readonly eventId: number;
      readonly at: number;
      readonly status: Exclude<MapRunStatus, 'RUNNING'>;
    }
  | {
      readonly type: 'redriven';
      readonly eventId: number;
      readonly at: number;
      readonly redriveCount: number;
    };

/** How many children have a status, and how many items those were given. */
export interface ChildCount {
  readonly status: ExecutionStatus;
  readonly childCount: number;
  readonly itemCount: number;
}

export interface ChildQuery {
  readonly mapRun: MapRunKey;
  readonly status: ExecutionStatus | undefined;
  /** In the order of their items, from behind the child `after`; or in reverse, from before it. */
  readonly order: 'first to last' | 'last to first';
  readonly after: number | undefined;
  readonly limit: number;
}

export interface MapRunStore {
  find(mapRunArn: Arn): Promise<StoredMapRun | undefined>;
  get(key: MapRunKey): Promise<StoredMapRun | undefined>;
  /** The latest first; `before` excludes what started then or later. */
  listOf(
    execution: ExecutionKey,
    before: number | undefined,
    limit: number,
  ): Promise<readonly StoredMapRun[]>;
  /** Those that are open, after `after`. */
  listOpen(after: MapRunKey | undefined, limit: number): Promise<readonly StoredMapRun[]>;
  /** The highest id of all Map Runs. */
  findLastId(): Promise<number | undefined>;
  /** Appends first turns of children and how far the Map Run has come with them: all or nothing. */
  startChildren(key: MapRunKey, progress: MapRunProgress, turns: readonly TurnCommit[]): Promise<void>;
  listChildren(query: ChildQuery): Promise<readonly ChildSummary[]>;
  /** Undefined for an execution that no Map Run started. */
  findChild(execution: ExecutionKey): Promise<Child | undefined>;
  countChildren(key: MapRunKey): Promise<readonly ChildCount[]>;
  changeSettings(key: MapRunKey, settings: MapRunSettings): Promise<void>;
  /** Nothing is left to do for it: unless it runs, it is not open any more. */
  close(key: MapRunKey, counts: JsonObject): Promise<void>;
}
