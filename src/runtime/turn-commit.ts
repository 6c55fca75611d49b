import type { Command } from '../engine/command.ts';
import { type Execution, isUnderWay, openTasks, type TaskActivity } from '../engine/execution.ts';
import { wakeAt } from '../engine/timers.ts';
import type { AwaitedJob, ExecutionKey, ExecutionSummary, OutboxEntry } from '../store/store.ts';

export interface SummaryRequest {
  readonly key: ExecutionKey;
  readonly execution: Execution;
  readonly revisionName: string;
  readonly turnCount: number;
  /** The turn's time. */
  readonly at: number;
}

/** The row that lists, wake-ups and recovery go by. */
export function summaryOf({ key, execution, revisionName, turnCount, at }: SummaryRequest): ExecutionSummary {
  const { facts, status, startedAt, stoppedAt } = execution;
  return {
    shard: key.shard,
    id: key.id,
    executionArn: facts.executionArn,
    stateMachineArn: facts.stateMachineArn,
    revisionName,
    status,
    startedAt,
    stoppedAt,
    wakeAt: wakeAt(execution, at),
    isTaskInFlight: isUnderWay(execution),
    turnCount,
  };
}

export interface JobChanges {
  readonly awaits: readonly AwaitedJob[];
  readonly awaitsEnded: readonly number[];
}

/** Which jobs the execution waits for from this turn on, and which no more. `nameOf` names those that are announced. */
export function jobChanges(
  before: Execution | undefined,
  after: Execution,
  nameOf: (task: TaskActivity) => string | undefined,
): JobChanges {
  const earlier = before === undefined ? noTasks : submittedTasks(before);
  const later = submittedTasks(after);
  if (earlier.length === 0 && later.length === 0) return noChanges;
  const known = new Set(earlier.map(({ scheduledEventId }) => scheduledEventId));
  const awaits: AwaitedJob[] = [];
  for (const task of later) {
    const { scheduledEventId: eventId } = task;
    if (known.delete(eventId)) continue;
    const job = nameOf(task);
    if (job !== undefined) awaits.push({ eventId, job });
  }
  return { awaits, awaitsEnded: [...known] };
}

const noTasks: readonly TaskActivity[] = [];
const noChanges: JobChanges = { awaits: [], awaitsEnded: [] };

function submittedTasks(execution: Execution): readonly TaskActivity[] {
  const tasks = openTasks(execution);
  return tasks.length === 0 ? noTasks : tasks.filter(({ submitted }) => submitted?.job !== undefined);
}

/** The commands that a crash must not lose although the log no longer shows them. */
export function outboxOf(commands: readonly Command[]): readonly OutboxEntry[] {
  return commands.flatMap((command) => {
    if (command.type !== 'CancelTask' || command.job === undefined) return [];
    return [{ eventId: command.eventId, body: JSON.stringify(command) }];
  });
}
