import type { TaskFailed, TaskScheduled, TaskStarted, TaskSucceeded } from '../../engine/event.ts';
import { type Execution, findFrame, type TaskActivity } from '../../engine/execution.ts';
import { Histogram } from './histogram.ts';
import { TallyTable } from './tally-table.ts';

/** Seconds; from a function that answers at once to an activity that a person works on. */
const taskSecondsBounds = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 3600, 86_400];

/** Functions, activities and integrations that are counted apart, each. */
const resourcesMax = 200;

/** What became of the tasks of one function, activity or integration. */
export interface TaskTally {
  scheduled: number;
  started: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  heartbeatTimedOut: number;
  /** From being scheduled to a worker's taking it. Activities only: other tasks start in the commit that schedules them. */
  readonly scheduleSeconds: Histogram;
  /** From starting to the end. */
  readonly runSeconds: Histogram;
  /** From being scheduled to the end. */
  readonly totalSeconds: Histogram;
}

export type TaskKind = TaskActivity['resource']['kind'];

export type TaskEvent = TaskScheduled | TaskStarted | TaskSucceeded | TaskFailed;

/** Tasks by what they call, from the events that speak of them. */
export class TaskTallies {
  readonly tables: Readonly<Record<TaskKind, TallyTable<TaskTally>>> = {
    LambdaFunction: new TallyTable(resourcesMax, createTally),
    Activity: new TallyTable(resourcesMax, createTally),
    Integration: new TallyTable(resourcesMax, createTally),
  };

  /** `before` is the execution that the turn with `event` began with. */
  count(event: TaskEvent, before: Execution): void {
    const { resource } = event;
    const tally = this.tables[resource.kind].get(resource.arn);
    switch (event.type) {
      case 'TaskScheduled':
        tally.scheduled += 1;
        return;
      case 'TaskStarted': {
        tally.started += 1;
        if (resource.kind !== 'Activity') return;
        const task = taskBefore(event, before);
        if (task !== undefined) tally.scheduleSeconds.observe((event.at - task.scheduledAt) / 1000);
        return;
      }
      case 'TaskSucceeded':
        tally.succeeded += 1;
        break;
      case 'TaskFailed':
      case 'TaskScheduleFailed':
        tally.failed += 1;
        break;
      case 'TaskTimedOut':
        if (isHeartbeat(taskBefore(event, before))) tally.heartbeatTimedOut += 1;
        else tally.timedOut += 1;
    }
    const task = taskBefore(event, before);
    if (task === undefined) return;
    const { scheduledAt, submitted } = task;
    // Only an activity's task starts later than it is scheduled: when a worker has it.
    const startedAt = resource.kind === 'Activity' ? submitted?.at : scheduledAt;
    if (startedAt !== undefined) tally.runSeconds.observe((event.at - startedAt) / 1000);
    tally.totalSeconds.observe((event.at - scheduledAt) / 1000);
  }
}

/** Undefined where the task was scheduled in the same turn. */
function taskBefore({ frame }: TaskEvent, before: Execution): TaskActivity | undefined {
  const position = findFrame(before, frame)?.position;
  return position?.type === 'InState' && position.activity?.type === 'Task' ? position.activity : undefined;
}

/** Both are `States.Timeout`: which clock rang first tells them apart. */
function isHeartbeat(task: TaskActivity | undefined): boolean {
  const { heartbeatAt = Number.POSITIVE_INFINITY, timeoutAt = Number.POSITIVE_INFINITY } = task ?? {};
  return heartbeatAt < timeoutAt;
}

function createTally(): TaskTally {
  return {
    scheduled: 0,
    started: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    heartbeatTimedOut: 0,
    scheduleSeconds: new Histogram(taskSecondsBounds),
    runSeconds: new Histogram(taskSecondsBounds),
    totalSeconds: new Histogram(taskSecondsBounds),
  };
}
