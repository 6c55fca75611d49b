import type { JsonObject } from '../base/json.ts';
import { type Frame, type TaskActivity, walkFrames } from './execution.ts';
import type { Turn } from './turn.ts';

/** Asks the world to end the task or the Map Run that `frame` waits for, if any. */
export function cancelTask(turn: Turn, frame: Frame): void {
  if (frame.position.type !== 'InState') return;
  const { activity } = frame.position;
  if (activity?.type === 'MapRun') {
    const { startedEventId: eventId, mapRunArn } = activity;
    turn.commands.push({ type: 'StopMapRun', eventId, mapRunArn });
  }
  if (activity?.type !== 'Task') return;
  const task = activity;
  turn.commands.push({ type: 'CancelTask', ...describeTask(task), job: task.submitted?.job });
}

/** Asks the world to end every task and Map Run of the execution. */
export function cancelAllTasks(turn: Turn): void {
  walkFrames(turn.execution.root, (frame) => cancelTask(turn, frame));
}

/** Asks the world whether the task's job has ended, where it has one. `detail` is what an event said of it. */
export function pollTask(turn: Turn, task: TaskActivity, detail?: JsonObject): void {
  const { submitted } = task;
  if (submitted?.job === undefined) return;
  turn.commands.push({ type: 'PollTask', ...describeTask(task), job: submitted.job, detail });
}

/** What every command about a task says of it. */
export function describeTask({
  scheduledEventId,
  stateName,
  resource,
  parameters,
  targetRoleArn,
}: TaskActivity) {
  return { eventId: scheduledEventId, stateName, resource, parameters, targetRoleArn };
}
