import type { CompiledDistribution, CompiledMap, Scope } from '../../asl/compiled.ts';
import { formatArn, parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import { type Evaluated, Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Execution, Frame, MapRunActivity } from '../execution.ts';
import type {
  ItemBatcherFields,
  ItemReaderFields,
  MapRunRequest,
  ResultWriterFields,
} from '../map-run-request.ts';
import { dataLimitExceeded, isTooLarge } from '../payload-limit.ts';
import {
  type Entered,
  enteredAt,
  evaluationFailure,
  exitOrFail,
  fail,
  record,
  type Step,
  scopeOf,
  type Turn,
  wait,
} from '../turn.ts';

/**
 * A Map in Distributed mode is entered: its fields are evaluated, and a Map Run is asked for that runs its children. The
 * state waits for the Map Run's end.
 */
export function beginDistributed(
  turn: Turn,
  entered: Entered<CompiledMap>,
  distribution: CompiledDistribution,
): Step {
  const { frame, state } = entered;
  const scope = scopeOf(turn, entered);
  const items = distribution.itemReader === undefined ? state.items(scope) : noItems;
  if (items instanceof Failure) return fail(evaluationFailure(entered, items));
  const startedEventId = record(turn, {
    type: 'MapStateStarted',
    previousId: frame.previousEventId,
    frame: frame.path,
    items,
    maxConcurrency: 0,
    toleratedFailures: 0,
  });
  // Recorded: these fields are looked at once the Map has started.
  const request = evaluateRequest(state, distribution, scope);
  if (request instanceof Failure && request.error !== itemReaderFailed)
    return fail(evaluationFailure(enteredAt(turn, frame.path), request));
  const mapRunArn = mapRunArnOf(turn.execution, distribution.label, turn.surroundings.newId());
  const eventId = record(turn, {
    type: 'MapRunStarted',
    previousId: startedEventId,
    frame: frame.path,
    mapRunArn,
    request: request instanceof Failure ? undefined : request,
  });
  // Recorded: a reader that cannot be made fails the Map Run.
  if (request instanceof Failure) return failMapRun(turn, frame, { startedEventId: eventId }, request);
  turn.commands.push({ type: 'RunMap', eventId, mapRunArn, redriveCount: 0 });
  return wait;
}

/** A redrive goes on with the Map Run: with its children that did not succeed, and those that were not started. */
export function redriveMapRun(turn: Turn, frame: Frame, mapRun: MapRunActivity): Step {
  const { mapRunArn, startedEventId: eventId } = mapRun;
  const redriveCount = mapRun.redriveCount + 1;
  const previousId = frame.previousEventId;
  record(turn, {
    type: 'MapRunRedriven',
    previousId,
    frame: frame.path,
    startedEventId: eventId,
    mapRunArn,
    redriveCount,
  });
  turn.commands.push({ type: 'RunMap', eventId, mapRunArn, redriveCount });
  return wait;
}

/** The Map Run that `entered` waits for came to its end. */
export function concludeMapRun(turn: Turn, entered: Entered<CompiledMap>, result: Json | Failure): Step {
  const { frame, position, state } = entered;
  const { activity } = position;
  assert(activity?.type === 'MapRun', `a Map Run in frame ${frame.path.join('.')}`);
  if (result instanceof Failure) return failMapRun(turn, frame, activity, result);
  if (isTooLarge(result)) return failMapRun(turn, frame, activity, dataLimitExceeded(state.name));
  const previousId = record(turn, {
    type: 'MapRunSucceeded',
    previousId: frame.previousEventId,
    frame: frame.path,
    startedEventId: activity.startedEventId,
  });
  record(turn, { type: 'MapStateSucceeded', previousId, frame: frame.path });
  const ended = enteredAt(turn, frame.path);
  return exitOrFail(ended, state.conclude(scopeOf(turn, ended), result), state.next);
}

function failMapRun(
  turn: Turn,
  frame: Frame,
  { startedEventId }: Pick<MapRunActivity, 'startedEventId'>,
  failure: Failure,
): Step {
  const { error, cause } = failure;
  const previousId = record(turn, {
    type: 'MapRunFailed',
    previousId: enteredAt(turn, frame.path).frame.previousEventId,
    frame: frame.path,
    startedEventId,
    error,
    cause,
  });
  return { type: 'Fail', failure, failedEvent: { type: 'MapStateFailed', previousId } };
}

const noItems: readonly Json[] = [];
const itemReaderFailed = 'States.ItemReaderFailed';

/** States inside a child belong to the machine that the outermost Map belongs to. */
function mapRunArnOf({ facts }: Execution, label: string, id: string): string {
  const parts = parseArn(facts.executionArn);
  assert(parts !== undefined, `an execution's ARN, not ${facts.executionArn}`);
  const [machineName = ''] = facts.stateMachineName.split('/');
  return formatArn({ ...parts, resource: `mapRun:${machineName}/${label}:${id}` });
}

function evaluateRequest(
  state: CompiledMap,
  distribution: CompiledDistribution,
  scope: Scope,
): Evaluated<MapRunRequest> {
  const maxConcurrency = state.maxConcurrency(scope);
  if (maxConcurrency instanceof Failure) return maxConcurrency;
  const toleratedFailureCount = state.toleratedFailureCount?.(scope);
  if (toleratedFailureCount instanceof Failure) return toleratedFailureCount;
  const toleratedFailurePercentage = state.toleratedFailurePercentage?.(scope);
  if (toleratedFailurePercentage instanceof Failure) return toleratedFailurePercentage;
  const itemBatcher = evaluateBatcher(distribution, scope);
  if (itemBatcher instanceof Failure) return itemBatcher;
  const resultWriter = evaluateWriter(distribution, scope);
  if (resultWriter instanceof Failure) return resultWriter;
  const itemReader = evaluateReader(distribution, scope);
  if (itemReader instanceof Failure) return itemReader;
  return {
    maxConcurrency,
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
    ...(itemReader !== undefined && { itemReader }),
    ...(itemBatcher !== undefined && { itemBatcher }),
    ...(resultWriter !== undefined && { resultWriter }),
  };
}

function evaluateReader(
  { itemReader }: CompiledDistribution,
  scope: Scope,
): Evaluated<ItemReaderFields | undefined> {
  if (itemReader === undefined) return undefined;
  const { resource, config } = itemReader;
  const parameters = itemReader.parameters(scope);
  if (parameters instanceof Failure) return parameters;
  const itemsPointer = itemReader.itemsPointer?.(scope);
  if (itemsPointer instanceof Failure) return itemsPointer;
  const maxItems = itemReader.maxItems?.(scope);
  if (maxItems instanceof Failure) return maxItems;
  return {
    resource,
    parameters: objectOf(parameters),
    config: maxItems === undefined ? config : { ...config, MaxItems: maxItems },
    ...(itemsPointer !== undefined && { itemsPointer }),
  };
}

function evaluateBatcher(
  { itemBatcher }: CompiledDistribution,
  scope: Scope,
): Evaluated<ItemBatcherFields | undefined> {
  if (itemBatcher === undefined) return undefined;
  const batchInput = itemBatcher.batchInput?.(scope);
  if (batchInput instanceof Failure) return batchInput;
  const maxItemsPerBatch = itemBatcher.maxItemsPerBatch?.(scope);
  if (maxItemsPerBatch instanceof Failure) return maxItemsPerBatch;
  const maxInputBytesPerBatch = itemBatcher.maxInputBytesPerBatch?.(scope);
  if (maxInputBytesPerBatch instanceof Failure) return maxInputBytesPerBatch;
  return {
    ...(batchInput !== undefined && { batchInput }),
    ...(maxItemsPerBatch !== undefined && { maxItemsPerBatch }),
    ...(maxInputBytesPerBatch !== undefined && { maxInputBytesPerBatch }),
  };
}

function evaluateWriter(
  { resultWriter }: CompiledDistribution,
  scope: Scope,
): Evaluated<ResultWriterFields | undefined> {
  if (resultWriter === undefined) return undefined;
  const { resource, config } = resultWriter;
  const parameters = resultWriter.parameters?.(scope) ?? {};
  if (parameters instanceof Failure) return parameters;
  return { ...(resource !== undefined && { resource }), parameters: objectOf(parameters), config };
}

function objectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
