import type { CompiledState } from '../asl/compiled.ts';
import { EvaluationFailure } from '../asl/evaluation-failure.ts';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { matchesError } from './error-matching.ts';
import { errorOutput } from './error-output.ts';
import { type FramePath, findFrame, isTerminal, type Resuming } from './execution.ts';
import { turnEventsMax } from './limits.ts';
import { dataLimitExceeded, isTooLarge } from './payload-limit.ts';
import { findRetry } from './retry.ts';
import { behaviorOf } from './states/index.ts';
import { cancelAllTasks } from './task-commands.ts';
import {
  type Entered,
  enteredAt,
  evaluationFailure,
  fail,
  frameAt,
  note,
  record,
  type Step,
  scopeOf,
  type Turn,
} from './turn.ts';
import { exceedsVariableLimit } from './variable-limit.ts';

/** Takes every frame that can go on as far as it can go without the outside world, within one turn's bound. */
export function advance(turn: Turn): void {
  for (let next = turn.ready.shift(); next !== undefined; next = turn.ready.shift()) advanceFrame(turn, next);
}

function advanceFrame(turn: Turn, path: FramePath): void {
  for (;;) {
    if (isTerminal(turn.execution)) return;
    const frame = findFrame(turn.execution, path);
    if (frame === undefined || turn.events.length >= turnEventsMax) return;
    if (frame.position.type === 'InState' && frame.position.activity?.type === 'Resuming') {
      takeStep(turn, path, resumeState(turn, path, frame.position.activity));
      continue;
    }
    if (frame.position.type !== 'AtState') return;
    const { stateName, input } = frame.position;
    const state = frame.states.states.get(stateName);
    assert(state !== undefined, `the definition to have state ${stateName}`);
    const { type: stateType } = state;
    record(turn, {
      type: 'StateEntered',
      previousId: frame.previousEventId,
      frame: path,
      stateType,
      stateName,
      input,
    });
    takeStep(turn, path, beginState(turn, path));
  }
}

/** Runs the state that the frame at `path` is in from its beginning. */
export function beginState(turn: Turn, path: FramePath): Step {
  const entered = enteredAt(turn, path);
  return behaviorOf(entered.state).begin(turn, entered);
}

/** A redrive goes on with what remains of the state, or runs it from its beginning. */
function resumeState(turn: Turn, path: FramePath, { remains }: Resuming): Step {
  const entered = enteredAt(turn, path);
  const behavior = behaviorOf(entered.state);
  if (remains === undefined || behavior.resume === undefined) return behavior.begin(turn, entered);
  return behavior.resume(turn, entered);
}

/** Does what a state's behavior said comes next, up through the states around it. */
export function takeStep(turn: Turn, path: FramePath, step: Step): void {
  if (step.type === 'Exit') exitState(turn, path, step);
  else if (step.type === 'Fail') failState(turn, path, step);
}

function exitState(turn: Turn, path: FramePath, { outcome, next }: Extract<Step, { type: 'Exit' }>): void {
  const { frame, position, state } = enteredAt(turn, path);
  const { output, assigned } = outcome;
  const exceedsLimit = assigned !== undefined && exceedsVariableLimit(frame.variables, assigned);
  if (isTooLarge(output) || exceedsLimit) {
    failState(turn, path, { type: 'Fail', failure: dataLimitExceeded(position.stateName) });
    return;
  }
  record(turn, {
    type: 'StateExited',
    previousId: frame.previousEventId,
    frame: path,
    stateType: state.type,
    stateName: position.stateName,
    output,
    assigned,
    next,
  });
  if (next === undefined) endFrame(turn, path);
  // A frame on its way through many states holds on to one path, which need not wait here for each of them.
  else if (turn.ready.at(-1) !== path) turn.ready.push(path);
}

function endFrame(turn: Turn, path: FramePath): void {
  const frame = frameAt(turn, path);
  assert(frame.position.type === 'Ended', `frame ${path.join('.')} to have ended`);
  const { output } = frame.position;
  const index = path.at(-1);
  if (index === undefined) {
    record(turn, { type: 'ExecutionSucceeded', previousId: frame.previousEventId, frame: path, output });
    return;
  }
  const parent = enteredAt(turn, path.slice(0, -1));
  const { childEnded } = behaviorOf(parent.state);
  assert(childEnded !== undefined, `${parent.state.type} to have branches or iterations`);
  takeStep(turn, parent.frame.path, childEnded(turn, parent, { frame, index, output }));
}

/** Hands the failure to the state's Retriers, then to its Catchers, then to whatever is around the state. */
function failState(turn: Turn, path: FramePath, step: Extract<Step, { type: 'Fail' }>): void {
  const { failure, failedEvent } = recordEvaluation(turn, path, step);
  const { state, position } = enteredAt(turn, path);
  const retriers = 'retriers' in state ? state.retriers : [];
  const retry = findRetry({ retriers, attempts: position.attempts, failure }, turn.surroundings);
  if (retry !== undefined) {
    const followsId = failedEvent?.previousId ?? enteredAt(turn, path).frame.previousEventId;
    note(turn, { type: 'RetryScheduled', frame: path, ...retry, followsId });
    return;
  }
  if (failedEvent !== undefined) record(turn, { ...failedEvent, frame: path });
  const catcher = findCatcher(state, failure);
  if (catcher === undefined) {
    failFrame(turn, path, failure);
    return;
  }
  const caught = enteredAt(turn, path);
  const outcome = catcher.conclude(scopeOf(turn, caught), errorOutput(failure));
  if (outcome instanceof Failure) {
    const uncaught = evaluationFailure(caught, outcome);
    failFrame(turn, path, recordEvaluation(turn, path, { type: 'Fail', failure: uncaught }).failure);
  } else if (isTooLarge(outcome.output)) failFrame(turn, path, dataLimitExceeded(position.stateName));
  else exitState(turn, path, { type: 'Exit', outcome, next: catcher.next });
}

/**
 * The failing of a state, its failed expression recorded where the API has an event for that, which is for JSONata.
 *
 * Recorded: the event follows what came before the state was entered, except for a Wait's, and a Map whose own
 * expression failed has failed itself.
 */
function recordEvaluation(
  turn: Turn,
  path: FramePath,
  step: Extract<Step, { type: 'Fail' }>,
): Extract<Step, { type: 'Fail' }> {
  const { failure } = step;
  if (!(failure instanceof EvaluationFailure)) return step;
  const { frame, position, state } = enteredAt(turn, path);
  const isFresh = frame.previousEventId === position.enteredEventId && state.type !== 'Wait';
  const { error, cause, location } = failure;
  const previousId = record(turn, {
    type: 'EvaluationFailed',
    previousId: isFresh ? position.precedingEventId : frame.previousEventId,
    frame: path,
    stateName: position.stateName,
    error,
    cause,
    location,
  });
  const settled = new Failure(error, cause);
  if (state.type !== 'Map') return { ...step, failure: settled };
  return { ...step, failure: settled, failedEvent: { type: 'MapStateFailed', previousId } };
}

function findCatcher(state: CompiledState, failure: Failure) {
  if (!('catchers' in state)) return undefined;
  return state.catchers.find(({ errorEquals }) => matchesError(errorEquals, failure));
}

function failFrame(turn: Turn, path: FramePath, failure: Failure): void {
  const frame = frameAt(turn, path);
  if (path.length === 0) {
    failExecution(turn, failure, frame.previousEventId);
    return;
  }
  const parent = enteredAt(turn, path.slice(0, -1));
  const { childFailed } = behaviorOf(parent.state);
  assert(childFailed !== undefined, `${parent.state.type} to have branches or iterations`);
  takeStep(turn, parent.frame.path, childFailed(turn, parent, frame, failure));
}

/** Ends the execution as failed; what its tasks had going is cancelled. */
export function failExecution(turn: Turn, { error, cause }: Failure, previousId: number): void {
  cancelAllTasks(turn);
  record(turn, { type: 'ExecutionFailed', previousId, frame: [], error, cause });
}

/** The task at `entered` came to its end with `result`; leaves or fails its state. */
export function concludeTask(turn: Turn, entered: Entered, result: Json): Step {
  const { state } = entered;
  assert(state.type === 'Task', `a Task in frame ${entered.frame.path.join('.')}`);
  const outcome = state.conclude(scopeOf(turn, entered), result);
  if (outcome instanceof Failure) return fail(evaluationFailure(entered, outcome));
  return { type: 'Exit', outcome, next: state.next };
}
