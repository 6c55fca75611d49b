import {
  type Activity,
  type Execution,
  type FramePath,
  isTerminal,
  type TaskActivity,
  walkFrames,
} from './execution.ts';
import { executionSecondsMax } from './limits.ts';
import { nextPollAt } from './poll-schedule.ts';

/** When the execution next needs a turn by itself; undefined once it has ended. */
export function wakeAt(execution: Execution, at: number): number | undefined {
  if (isTerminal(execution)) return undefined;
  let earliest = timeoutAt(execution);
  walkFrames(execution.root, ({ position }) => {
    if (position.type !== 'InState' || position.activity === undefined) return;
    earliest = Math.min(earliest, dueAt(position.activity));
    if (position.activity.type === 'Task') earliest = Math.min(earliest, pollAt(position.activity, at));
  });
  return earliest;
}

/** When the execution as a whole times out: its TimeoutSeconds after its start or its latest redrive. */
export function timeoutAt({ machine, startedAt, redrives }: Execution): number {
  const { timeoutSeconds = executionSecondsMax } = machine;
  const from = redrives.at(-1)?.at ?? startedAt;
  return Math.min(from + timeoutSeconds * 1000, startedAt + executionSecondsMax * 1000);
}

/** The frame whose wait, retry, timeout or heartbeat is due at `at`. */
export function findDueFrame(execution: Execution, at: number): FramePath | undefined {
  let due: FramePath | undefined;
  walkFrames(execution.root, ({ path, position }) => {
    if (
      due === undefined &&
      position.type === 'InState' &&
      position.activity !== undefined &&
      dueAt(position.activity) <= at
    ) {
      due = path;
    }
  });
  return due;
}

function dueAt(activity: Activity): number {
  switch (activity.type) {
    case 'Waiting':
      return activity.until;
    case 'Retrying':
      return activity.at;
    case 'Task':
      return Math.min(
        activity.timeoutAt ?? Number.POSITIVE_INFINITY,
        activity.heartbeatAt ?? Number.POSITIVE_INFINITY,
      );
    case 'Resuming':
    case 'Branches':
    case 'Iterations':
    case 'MapRun':
      return Number.POSITIVE_INFINITY;
  }
}

/** The first poll of the task's job after `after`; infinite where it has none. */
export function pollAt({ submitted, targetRoleArn }: TaskActivity, after: number): number {
  if (submitted?.job === undefined) return Number.POSITIVE_INFINITY;
  const isAnnounced = targetRoleArn === undefined && submitted.isPolledOnly !== true;
  return nextPollAt({ submittedAt: submitted.at, isAnnounced }, after);
}
