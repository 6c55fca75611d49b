/**
 * One execution as a pure function: a message goes in, events and commands come out. All control flow of a workflow
 * starts here. Deciding the same message over the same execution in the same surroundings gives the same decision;
 * folding the events with `apply` gives the execution that the next message meets.
 */

import type { CompiledMap } from '../asl/compiled.ts';
import { unreachable } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { advance, beginState, concludeTask, failExecution, takeStep } from './advance.ts';
import type { Command } from './command.ts';
import { HeartbeatTimeout } from './error-matching.ts';
import type { ExecutionEvent } from './event.ts';
import {
  canAdvance,
  type Execution,
  findMapRun,
  findTask,
  isQueued,
  isTerminal,
  type TaskActivity,
  walkFrames,
} from './execution.ts';
import { causeLengthMax, errorLengthMax } from './limits.ts';
import type {
  MapRunEnded,
  Message,
  ScheduleFailure,
  TaskPickup,
  TaskResult,
  TaskSubmission,
  TimersDue,
  TokenReport,
} from './message.ts';
import { dataLimitExceeded, isTooLarge } from './payload-limit.ts';
import { redrive } from './redrive.ts';
import { recordScheduleFailure } from './schedule-failure.ts';
import { concludeMapRun } from './states/distributed-map.ts';
import { behaviorOf } from './states/index.ts';
import { cancelAllTasks, cancelTask, pollTask } from './task-commands.ts';
import { findDueFrame, pollAt, timeoutAt } from './timers.ts';
import {
  type Entered,
  enteredAt,
  fail,
  frameAt,
  HistoryIsFull,
  note,
  record,
  type Step,
  type Turn,
  type TurnSurroundings,
} from './turn.ts';

export interface Decision {
  /** What happened, in order; never changed once appended. */
  readonly events: readonly ExecutionEvent[];
  /** What the world must now do. */
  readonly commands: readonly Command[];
  /** The execution with `events` applied. */
  readonly execution: Execution;
  /** The turn ended before the execution had to wait, by its bound or because the server closes: send it `Continue`. */
  readonly isCutShort: boolean;
  /** The message speaks of something that is over: a task that has ended, an execution that is closed. */
  readonly isLate: boolean;
}

/** `surroundings` is all of the world it may see. */
export function decide(execution: Execution, message: Message, surroundings: TurnSurroundings): Decision {
  const turn: Turn = { execution, events: [], commands: [], ready: [], surroundings };
  let isLate = false;
  try {
    isLate = (isTerminal(execution) && message.type !== 'Redrive') || !handle(turn, message);
    if (surroundings.isClosing !== true) advance(turn);
  } catch (thrown) {
    if (!(thrown instanceof HistoryIsFull)) throw thrown;
    endFullHistory(turn, execution.lastEventId);
  }
  const { events, commands } = turn;
  return { events, commands, execution: turn.execution, isCutShort: canGoOn(turn.execution), isLate };
}

const historyIsFull = new Failure(
  'States.Runtime',
  'The execution reached the maximum number of history events (25000).',
);

/** Ends an execution whose history has no room for what this turn, which began at `lastEventId`, was to record. */
function endFullHistory(turn: Turn, lastEventId: number): void {
  failExecution(turn, historyIsFull, turn.execution.lastEventId);
  // The event that did not fit may stand between a task and its command: what this turn scheduled is not called at
  // all, and what it had cancelled before is cancelled once.
  const cancellations = new Map<number, Command>();
  for (const command of turn.commands) {
    const isCancellation = command.type === 'CancelTask' || command.type === 'StopMapRun';
    if (isCancellation && command.eventId <= lastEventId) cancellations.set(command.eventId, command);
  }
  turn.commands.splice(0, turn.commands.length, ...cancellations.values());
}

/** Whether the message still concerned the execution. */
function handle(turn: Turn, message: Message): boolean {
  switch (message.type) {
    case 'Start':
      if (turn.execution.lastEventId > 0) return false;
      record(turn, {
        type: 'ExecutionStarted',
        previousId: 0,
        frame: [],
        input: message.input,
        traceHeader: message.traceHeader,
      });
      turn.ready.push([]);
      return true;
    case 'Continue':
      walkFrames(turn.execution.root, ({ path, position }) => {
        if (canAdvance(position)) turn.ready.push(path);
      });
      return true;
    case 'TimersDue':
      handleTimers(turn, message);
      return true;
    case 'TaskSubmission':
      return submitTask(turn, message);
    case 'TaskResult':
    case 'TokenReport':
      return endTask(turn, message);
    case 'TaskPickup':
      return startTask(turn, message);
    case 'TaskReturn': {
      const found = findTask(turn.execution, message.eventId);
      if (found?.task.resource.kind !== 'Activity' || found.task.submitted === undefined) return false;
      note(turn, { type: 'TaskReturned', frame: found.frame.path });
      return true;
    }
    case 'ScheduleFailure':
      return failSchedule(turn, message);
    case 'JobEnded': {
      const found = findTask(turn.execution, message.eventId);
      if (found !== undefined) pollTask(turn, found.task, message.detail);
      return found !== undefined;
    }
    case 'TokenHeartbeat': {
      const found = findTask(turn.execution, message.eventId);
      if (found === undefined) return false;
      if (found.task.heartbeatSeconds !== undefined) {
        note(turn, { type: 'HeartbeatReceived', frame: found.frame.path });
      }
      return true;
    }
    case 'MapRunEnded':
      return endMapRun(turn, message);
    case 'Stop':
      cancelAllTasks(turn);
      // Recorded: the event that ends an execution from outside follows none.
      record(turn, {
        type: 'ExecutionAborted',
        previousId: 0,
        frame: [],
        error: message.error,
        cause: message.cause,
      });
      return true;
    case 'Redrive':
      return redrive(turn, message);
    default:
      return unreachable(message);
  }
}

function submitTask(turn: Turn, { eventId, output, job, isPolledOnly }: TaskSubmission): boolean {
  const found = findTask(turn.execution, eventId);
  // A command may be carried out twice; its second answer changes nothing.
  if (found === undefined || found.task.submitted !== undefined) return false;
  const { frame, task } = found;
  const { resource } = task;
  record(turn, {
    type: 'TaskSubmitted',
    previousId: frame.previousEventId,
    frame: frame.path,
    resource,
    output,
    job,
    isPolledOnly,
  });
  return true;
}

/** Whether a worker may have the task: nobody else has it, and it is not about to time out. */
function startTask(turn: Turn, { eventId, workerName }: TaskPickup): boolean {
  const found = findTask(turn.execution, eventId);
  if (found === undefined || !isQueued(found.task)) return false;
  const { frame, task } = found;
  const endsAt = Math.min(timeoutAt(turn.execution), task.timeoutAt ?? Number.POSITIVE_INFINITY);
  if (endsAt <= turn.surroundings.at) return false;
  record(turn, {
    type: 'TaskStarted',
    previousId: frame.previousEventId,
    frame: frame.path,
    resource: task.resource,
    workerName,
  });
  return true;
}

function endMapRun(turn: Turn, { eventId, result }: MapRunEnded): boolean {
  const found = findMapRun(turn.execution, eventId);
  if (found === undefined) return false;
  const { path } = found.frame;
  takeStep(turn, path, concludeMapRun(turn, enteredAt(turn, path) as Entered<CompiledMap>, result));
  return true;
}

function failSchedule(turn: Turn, { eventId, failure }: ScheduleFailure): boolean {
  const found = findTask(turn.execution, eventId);
  if (found === undefined || !isQueued(found.task)) return false;
  const { frame, task } = found;
  recordScheduleFailure(turn, frame.path, task.resource, failure);
  takeStep(turn, frame.path, fail(failure));
  return true;
}

function endTask(turn: Turn, { eventId, result }: TaskResult | TokenReport): boolean {
  const found = findTask(turn.execution, eventId);
  if (found === undefined) return false;
  const { frame, task } = found;
  takeStep(turn, frame.path, taskStep(turn, frame.path, task, result));
  return true;
}

function taskStep(turn: Turn, path: readonly number[], task: TaskActivity, result: Json | Failure): Step {
  const { resource } = task;
  const previousId = frameAt(turn, path).previousEventId;
  const settled = result instanceof Failure ? shortened(result) : withinLimit(task, result);
  if (settled instanceof Failure) {
    const { error, cause } = settled;
    record(turn, { type: 'TaskFailed', previousId, frame: path, resource, error, cause });
    return fail(settled);
  }
  record(turn, { type: 'TaskSucceeded', previousId, frame: path, resource, output: settled });
  return concludeTask(turn, enteredAt(turn, path), settled);
}

/** What a task says of its failure is cut to what the history may hold. */
function shortened(failure: Failure): Failure {
  const { error = '', cause = '' } = failure;
  if (error.length <= errorLengthMax && cause.length <= causeLengthMax) return failure;
  return new Failure(failure.error?.slice(0, errorLengthMax), failure.cause?.slice(0, causeLengthMax));
}

function withinLimit({ resource }: TaskActivity, result: Json): Json | Failure {
  if (!isTooLarge(result)) return result;
  return dataLimitExceeded(resource.kind === 'Integration' ? resource.resourceType : resource.arn);
}

function handleTimers(turn: Turn, { wakeAt }: TimersDue): void {
  const { at } = turn.surroundings;
  if (timeoutAt(turn.execution) <= at) {
    cancelAllTasks(turn);
    record(turn, {
      type: 'ExecutionTimedOut',
      previousId: 0,
      frame: [],
      // Recorded: DescribeExecution shows neither.
      error: undefined,
      cause: undefined,
    });
    return;
  }
  for (
    let path = findDueFrame(turn.execution, at);
    path !== undefined;
    path = findDueFrame(turn.execution, at)
  ) {
    takeStep(turn, path, timerStep(turn, path));
    if (isTerminal(turn.execution)) return;
  }
  pollJobs(turn, wakeAt);
}

function timerStep(turn: Turn, path: readonly number[]): Step {
  const entered = enteredAt(turn, path);
  const { frame, position, state } = entered;
  const { activity } = position;
  if (activity?.type === 'Retrying') return beginState(turn, path);
  if (activity?.type !== 'Task') return behaviorOf(state).timerDue?.(turn, entered) ?? { type: 'Wait' };
  const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } = activity;
  const failure = heartbeatAt < timeoutAt ? new HeartbeatTimeout() : new Failure('States.Timeout');
  cancelTask(turn, frame);
  record(turn, {
    type: 'TaskTimedOut',
    previousId: frame.previousEventId,
    frame: path,
    resource: activity.resource,
    error: failure.error,
    cause: undefined,
  });
  return fail(failure);
}

/** Asks after every job whose poll fell due since the execution was to wake. */
function pollJobs(turn: Turn, wakeAt: number): void {
  const { at } = turn.surroundings;
  walkFrames(turn.execution.root, ({ position }) => {
    if (position.type !== 'InState' || position.activity?.type !== 'Task') return;
    const task = position.activity;
    if (pollAt(task, wakeAt - 1) <= at) pollTask(turn, task);
  });
}

function canGoOn(execution: Execution): boolean {
  if (isTerminal(execution)) return false;
  let isCutShort = false;
  walkFrames(execution.root, ({ position }) => {
    if (canAdvance(position)) isCutShort = true;
  });
  return isCutShort;
}
