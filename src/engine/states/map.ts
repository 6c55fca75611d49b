import type { CompiledMap } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { joinJsonArray } from '../../base/json.ts';
import { abortFrame } from '../abort.ts';
import { errorOutput } from '../error-output.ts';
import type { FramePath, Iterations } from '../execution.ts';
import { inlineMapConcurrencyMax } from '../limits.ts';
import { areTooLarge, dataLimitExceeded, isTooLarge } from '../payload-limit.ts';
import {
  type Entered,
  enteredAt,
  evaluationFailure,
  exitOrFail,
  fail,
  note,
  record,
  type Step,
  scopeOf,
  type Turn,
  wait,
} from '../turn.ts';
import { beginDistributed, redriveMapRun } from './distributed-map.ts';
import type { StateBehavior } from './state-behavior.ts';
import { toleratedFailuresOf } from './tolerated-failures.ts';

/**
 * Map; what it does in Distributed mode stands in a file of its own.
 *
 * An iteration that ends frees its place for the next one, whose first event follows the last one inside the
 * iteration before it; the events that close the Map follow the iteration that ended last (recorded).
 */
export const map: StateBehavior<CompiledMap> = {
  begin(turn, entered) {
    const { frame, state } = entered;
    if (state.distributed !== undefined) return beginDistributed(turn, entered, state.distributed);
    const scope = scopeOf(turn, entered);
    const items = state.items(scope);
    if (items instanceof Failure) return fail(evaluationFailure(entered, items));
    const maxConcurrency = state.maxConcurrency(scope);
    const toleratedFailures = toleratedFailuresOf(state, scope, items.length);
    record(turn, {
      type: 'MapStateStarted',
      previousId: frame.previousEventId,
      frame: frame.path,
      items,
      maxConcurrency: boundedConcurrency(maxConcurrency),
      toleratedFailures: toleratedFailures instanceof Failure ? 0 : toleratedFailures,
    });
    // Recorded: these fields are looked at once the Map has started.
    if (maxConcurrency instanceof Failure) return fail(evaluationFailure(entered, maxConcurrency));
    if (toleratedFailures instanceof Failure) return fail(evaluationFailure(entered, toleratedFailures));
    const started = enteredAt(turn, frame.path).frame.previousEventId;
    return startIterations(turn, frame.path, started);
  },

  resume(turn, entered) {
    const { frame, position } = entered;
    const { activity } = position;
    if (activity?.type === 'Resuming' && activity.remains?.type === 'MapRun') {
      const { remains } = activity;
      return remains.request === undefined ? map.begin(turn, entered) : redriveMapRun(turn, frame, remains);
    }
    note(turn, { type: 'IterationsResumed', frame: frame.path });
    return startIterations(turn, frame.path, frame.previousEventId);
  },

  childEnded(turn, { frame, position }, child) {
    const previousId = child.frame.previousEventId;
    record(turn, {
      type: 'MapIterationSucceeded',
      previousId,
      frame: frame.path,
      stateName: position.stateName,
      index: child.index,
      result: child.output,
    });
    return startIterations(turn, frame.path, previousId);
  },

  childFailed(turn, { frame, position, state }, child, failure) {
    const previousId = child.previousEventId;
    record(turn, {
      type: 'MapIterationFailed',
      previousId,
      frame: frame.path,
      stateName: position.stateName,
      index: child.path.at(-1) as number,
      result: errorOutput(failure),
    });
    const iterations = iterationsAt(turn, frame.path);
    const isFatal = failure.error === 'States.Runtime';
    if (!isFatal && iterations.failureCount <= iterations.toleratedFailures) {
      return startIterations(turn, frame.path, previousId);
    }
    abortIterations(turn, frame.path);
    const hasThreshold =
      state.toleratedFailureCount !== undefined || state.toleratedFailurePercentage !== undefined;
    return {
      type: 'Fail',
      failure: hasThreshold && !isFatal ? thresholdExceeded : failure,
      failedEvent: { type: 'MapStateFailed', previousId },
    };
  },
};

const thresholdExceeded = new Failure(
  'States.ExceedToleratedFailureThreshold',
  'The specified tolerated failure threshold was exceeded',
);

function boundedConcurrency(asked: number | Failure): number {
  if (asked instanceof Failure || asked === 0) return inlineMapConcurrencyMax;
  return Math.min(asked, inlineMapConcurrencyMax);
}

/** Starts as many iterations as there is room for, or ends the state where none is left. */
function startIterations(turn: Turn, path: FramePath, previousId: number): Step {
  resumeIterations(turn, path);
  const { items, live, maxConcurrency, nextIndex } = iterationsAt(turn, path);
  const room = Math.min(maxConcurrency - live.length, items.length - nextIndex);
  for (let index = nextIndex; index < nextIndex + room; index += 1) {
    const failure = startIteration(turn, path, index, previousId);
    if (failure !== undefined) {
      abortIterations(turn, path);
      return { type: 'Fail', failure };
    }
    turn.ready.push([...path, index]);
  }
  return iterationsAt(turn, path).live.length > 0 ? wait : endMap(turn, path);
}

/** Iterations that a redrive goes on with come before those that were not started. */
function resumeIterations(turn: Turn, path: FramePath): void {
  const { live, maxConcurrency, resumable } = iterationsAt(turn, path);
  for (const { path: iterationPath } of resumable.slice(0, Math.max(0, maxConcurrency - live.length))) {
    note(turn, { type: 'IterationResumed', frame: path, index: iterationPath.at(-1) as number });
    turn.ready.push(iterationPath);
  }
}

function startIteration(turn: Turn, path: FramePath, index: number, previousId: number): Failure | undefined {
  const entered = enteredAt(turn, path) as Entered<CompiledMap>;
  const { items } = iterationsAt(turn, path);
  const value = items[index] ?? null;
  const input = entered.state.itemInput(scopeOf(turn, entered, { index, value }), value);
  if (input instanceof Failure) return evaluationFailure(entered, input);
  if (isTooLarge(input)) return dataLimitExceeded(entered.state.name);
  const { stateName } = entered.position;
  record(turn, { type: 'MapIterationStarted', previousId, frame: path, stateName, index, input });
  return undefined;
}

function endMap(turn: Turn, path: FramePath): Step {
  const { frame, position } = enteredAt(turn, path);
  const { stateName } = position;
  const results = iterationsAt(turn, path).results.map((result) => result ?? null);
  if (areTooLarge(results)) return fail(dataLimitExceeded(stateName));
  record(turn, { type: 'MapStateSucceeded', previousId: frame.previousEventId, frame: path });
  const ended = enteredAt(turn, path) as Entered<CompiledMap>;
  return exitOrFail(
    ended,
    ended.state.conclude(scopeOf(turn, ended), joinJsonArray(results)),
    ended.state.next,
  );
}

function abortIterations(turn: Turn, path: FramePath): void {
  const { stateName } = enteredAt(turn, path).position;
  for (const iteration of iterationsAt(turn, path).live) {
    const previousId = abortFrame(turn, iteration) ?? iteration.previousEventId;
    record(turn, {
      type: 'MapIterationAborted',
      previousId,
      frame: path,
      stateName,
      index: iteration.path.at(-1) as number,
      result: null,
    });
  }
}

function iterationsAt(turn: Turn, path: FramePath): Iterations {
  return enteredAt(turn, path).position.activity as Iterations;
}
