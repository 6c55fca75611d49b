import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { assert } from '../../src/base/assert.ts';
import { apply } from '../../src/engine/apply.ts';
import type { Decision } from '../../src/engine/decide.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { decodeTurn, encodeTurn } from '../../src/engine/event-log.ts';
import {
  canAdvance,
  type Execution,
  type Frame,
  isTerminal,
  openTasks,
  walkFrames,
} from '../../src/engine/execution.ts';
import { historyEventsMax } from '../../src/engine/limits.ts';
import { wakeAt } from '../../src/engine/timers.ts';

/**
 * Checks what must hold after every decision about one execution; `created` is the execution before its first. Nothing
 * may be due before `dueFrom`, in epoch milliseconds.
 */
export function invariantsOf(created: Execution): (decision: Decision, at: number, dueFrom: number) => void {
  let before = created;
  let folded = created;
  const calledTasks = new Set<number>();
  const openMapRuns = new Set<number>();
  return (decision, at, dueFrom) => {
    checkIds(before, decision);
    folded = decodeTurn(encodeTurn(decision.events)).reduce(apply, folded);
    if (!isDeepStrictEqual(folded, decision.execution)) expect(folded).toStrictEqual(decision.execution);
    checkTermination(before, decision);
    trackTasks(calledTasks, decision);
    trackMapRuns(openMapRuns, decision);
    checkProgress(decision, at, dueFrom);
    before = decision.execution;
  };
}

function checkIds(before: Execution, { events, execution }: Decision): void {
  let id = before.lastEventId;
  for (const event of events) {
    if (!('id' in event)) continue;
    id += 1;
    assert(event.id === id, `event ${id}, not ${event.id}`);
    assert(event.previousId < id, `event ${id} to follow an earlier one, not ${event.previousId}`);
  }
  assert(execution.lastEventId === id, `lastEventId ${id}, not ${execution.lastEventId}`);
  assert(id <= historyEventsMax, `at most ${historyEventsMax} events, not ${id}`);
}

function checkTermination(before: Execution, { events, commands, execution, isLate }: Decision): void {
  if (isTerminal(before) && events[0]?.type !== 'ExecutionRedriven') {
    assert(events.length === 0 && commands.length === 0, 'a terminal execution to stay as it is');
    assert(isLate, 'what reaches a terminal execution to be late');
  } else if (isTerminal(execution)) {
    assert(events.at(-1)?.type.startsWith('Execution') === true, 'the closing event to come last');
    assert(execution.stoppedAt !== undefined, 'a terminal execution to have a stop time');
  }
}

/** Every task called ends by an event or is cancelled, and no other is. */
function trackTasks(called: Set<number>, { events, commands, execution }: Decision): void {
  const cancelled = new Set<number>();
  for (const command of commands) {
    if (command.type === 'RunMap' || command.type === 'StopMapRun') continue;
    const { eventId } = command;
    if (command.type === 'CallTask' || command.type === 'OfferTask') {
      assert(!called.has(eventId), `task ${eventId} to be called once`);
      called.add(eventId);
    } else if (command.type === 'CancelTask') {
      assert(called.has(eventId), `task ${eventId} to be called before it is cancelled`);
      assert(!cancelled.has(eventId), `task ${eventId} to be cancelled once`);
      cancelled.add(eventId);
    } else assert(called.has(eventId), `task ${eventId} to be called before it is polled`);
  }
  const open = new Set(openTasks(execution).map(({ scheduledEventId }) => scheduledEventId));
  for (const eventId of cancelled) assert(!open.has(eventId), `cancelled task ${eventId} to be over`);
  const ended = events.filter(({ type }) => endsTask.has(type)).length;
  const gone = [...called].filter((eventId) => !open.has(eventId) && !cancelled.has(eventId));
  assert(gone.length === ended, `${ended} tasks to end by an event, not ${gone.join()}`);
  for (const eventId of open) assert(called.has(eventId), `task ${eventId} to have been called`);
  for (const eventId of [...gone, ...cancelled]) called.delete(eventId);
}

const endsTask: ReadonlySet<ExecutionEvent['type']> = new Set([
  'TaskSucceeded',
  'TaskFailed',
  'TaskScheduleFailed',
]);

/** Every Map Run asked for ends by an event or is stopped, and no other is. */
function trackMapRuns(open: Set<number>, { events, commands, execution }: Decision): void {
  for (const { type, eventId } of commands) {
    if (type === 'RunMap') {
      assert(!open.has(eventId), `Map Run ${eventId} to be asked for once until it ends`);
      open.add(eventId);
    } else if (type === 'StopMapRun') {
      assert(open.delete(eventId), `Map Run ${eventId} to be open when it is stopped`);
    }
  }
  for (const event of events) {
    if (event.type === 'MapRunSucceeded' || event.type === 'MapRunFailed') open.delete(event.startedEventId);
  }
  const awaited = new Set<number>();
  walkFrames(execution.root, ({ position }) => {
    if (position.type !== 'InState' || position.activity?.type !== 'MapRun') return;
    if (!isTerminal(execution)) awaited.add(position.activity.startedEventId);
  });
  assert(isDeepStrictEqual(open, awaited), `Map Runs ${[...awaited]} to be open, not ${[...open]}`);
}

function checkProgress({ execution, isCutShort }: Decision, at: number, dueFrom: number): void {
  if (isTerminal(execution)) {
    assert(wakeAt(execution, at) === undefined, 'a terminal execution never to wake');
    assert(!isCutShort, 'a terminal execution not to go on');
    return;
  }
  const wake = wakeAt(execution, at);
  assert(wake !== undefined && wake >= dueFrom, `a wake time at or after ${dueFrom}, not ${wake}`);
  let canGoOn = false;
  walkFrames(execution.root, (frame) => {
    checkFrame(frame);
    if (canAdvance(frame.position)) canGoOn = true;
  });
  assert(canGoOn === isCutShort, `isCutShort to be ${canGoOn}`);
  assert(execution.root.position.type !== 'Ended', 'a running execution not to have come to its end');
}

function checkFrame({ path, position }: Frame): void {
  if (position.type !== 'InState') return;
  const { activity } = position;
  assert(activity !== undefined, `frame ${path.join('.')} to wait for something in ${position.stateName}`);
  if (activity.type === 'Branches') {
    const isJoined = activity.frames.every((branch) => branch.position.type === 'Ended');
    assert(!isJoined, `branches of ${position.stateName} that all ended to be joined`);
  } else if (activity.type === 'Iterations') {
    assert(activity.live.length > 0, `iterations of ${position.stateName} to be under way`);
    assert(activity.live.length <= activity.maxConcurrency, `at most ${activity.maxConcurrency} iterations`);
  }
}
