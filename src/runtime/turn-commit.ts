import type { Command } from '../engine/command.ts';
import {
  type Execution,
  type ExecutionFacts,
  isQueued,
  isUnderWay,
  openTasks,
  type TaskActivity,
} from '../engine/execution.ts';
import { wakeAt } from '../engine/timers.ts';
import type { AwaitedJob, ExecutionKey, ExecutionSummary, OutboxEntry, QueuedTask } from '../store/store.ts';

export interface SummaryRequest {
  readonly key: ExecutionKey;
  readonly execution: Execution;
  readonly revisionName: string;
  /** The qualifiers the execution was started with. */
  readonly version: string | undefined;
  readonly alias: string | undefined;
  readonly turnCount: number;
  /** The turn's time. */
  readonly at: number;
}

/** The row that lists, wake-ups and recovery go by. */
export function summaryOf(request: SummaryRequest): ExecutionSummary {
  const { key, execution, revisionName, version, alias, turnCount, at } = request;
  const { facts, status, startedAt, stoppedAt, redrives } = execution;
  return {
    shard: key.shard,
    id: key.id,
    executionArn: facts.executionArn,
    stateMachineArn: facts.stateMachineArn,
    revisionName,
    version,
    alias,
    status,
    startedAt,
    stoppedAt,
    wakeAt: wakeAt(execution, at),
    isTaskInFlight: isUnderWay(execution),
    turnCount,
    redriveCount: redrives.length,
    redrivenAt: redrives.at(-1)?.at,
  };
}

/** What the tasks of an execution wait for from this turn on, and what no more. */
export interface TaskChanges {
  readonly awaits: readonly AwaitedJob[];
  /** The tasks whose jobs are awaited no more, announced or not. */
  readonly awaitsEnded: readonly number[];
  readonly queued: readonly QueuedTask[];
  readonly unqueued: readonly number[];
}

export interface TaskNames {
  /** The name under which the end of the task's job is announced, if it is. */
  readonly describeJob: (task: TaskActivity, facts: ExecutionFacts) => string | undefined;
  /** Gives the place behind every task that waits for a worker. */
  readonly nextPosition: () => number;
}

export function taskChanges(
  before: Execution | undefined,
  after: Execution,
  { describeJob, nextPosition }: TaskNames,
): TaskChanges {
  const earlier = before === undefined ? noTasks : openTasks(before);
  const later = openTasks(after);
  if (earlier.length === 0 && later.length === 0) return noChanges;
  const jobs = difference(earlier.filter(hasJob), later.filter(hasJob));
  const awaits: AwaitedJob[] = [];
  for (const task of jobs.begun) {
    const job = describeJob(task, after.facts);
    if (job !== undefined) awaits.push({ eventId: task.scheduledEventId, job });
  }
  const queue = difference(earlier.filter(isQueued), later.filter(isQueued));
  const queued = queue.begun.map(({ scheduledEventId: eventId, resource }) => ({
    eventId,
    activityArn: resource.arn,
    position: nextPosition(),
  }));
  return { awaits, awaitsEnded: jobs.ended, queued, unqueued: queue.ended };
}

const noTasks: readonly TaskActivity[] = [];
const noChanges: TaskChanges = { awaits: [], awaitsEnded: [], queued: [], unqueued: [] };
const noDifference: Difference = { begun: noTasks, ended: [] };

interface Difference {
  readonly begun: readonly TaskActivity[];
  readonly ended: readonly number[];
}

function difference(earlier: readonly TaskActivity[], later: readonly TaskActivity[]): Difference {
  if (earlier.length === 0 && later.length === 0) return noDifference;
  const ended = new Set(earlier.map(({ scheduledEventId }) => scheduledEventId));
  const begun = later.filter(({ scheduledEventId }) => !ended.delete(scheduledEventId));
  return { begun, ended: [...ended] };
}

function hasJob({ submitted }: TaskActivity): boolean {
  return submitted?.job !== undefined;
}

/** The commands that a crash must not lose although the log no longer shows them. */
export function outboxOf(commands: readonly Command[]): readonly OutboxEntry[] {
  return commands.flatMap((command) => {
    if (command.type !== 'CancelTask' || command.job === undefined) return [];
    return [{ eventId: command.eventId, body: JSON.stringify(command) }];
  });
}
