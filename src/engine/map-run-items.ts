import type { CompiledMap, Surroundings } from '../asl/compiled.ts';
import { assert } from '../base/assert.ts';
import { type Evaluated, Failure } from '../base/failure.ts';
import { type Json, joinJsonArray, jsonText, utf8Length } from '../base/json.ts';
import { type Execution, findMapRun, type MapItem, type MapRunActivity } from './execution.ts';
import { payloadBytesMax } from './limits.ts';
import type { ItemBatcherFields, MapRunRequest } from './map-run-request.ts';
import { dataLimitExceeded, isTooLarge } from './payload-limit.ts';
import { type Entered, evaluationFailure, scopeOf } from './turn.ts';

/** A Map Run as its execution knows it. */
export interface MapRunPlan {
  readonly request: MapRunRequest;
  /** Those of the state's input; undefined where an ItemReader has them. */
  readonly items: readonly Json[] | undefined;
  readonly label: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly stateName: string;
  /** The input that ItemSelector makes of an item, by default the item itself. */
  selectItem(item: MapItem, surroundings: Surroundings): Evaluated<Json>;
}

/** The Map Run that event `eventId` started; undefined where the execution does not wait for it any more. */
export function findMapRunPlan(execution: Execution, eventId: number): MapRunPlan | undefined {
  const found = findMapRun(execution, eventId);
  if (found === undefined || execution.status !== 'RUNNING') return undefined;
  const { frame, mapRun } = found;
  const { position } = frame;
  assert(position.type === 'InState', `frame ${frame.path.join('.')} to be in a state`);
  const state = frame.states.states.get(position.stateName);
  assert(state?.type === 'Map' && state.distributed !== undefined, `a distributed Map ${position.stateName}`);
  const { label, executionType, itemReader } = state.distributed;
  const entered: Entered<CompiledMap> = { frame, position, state };
  return {
    request: requestOf(mapRun),
    items: itemReader === undefined ? mapRun.items : undefined,
    label,
    executionType,
    stateName: state.name,
    selectItem(item, surroundings) {
      // Nobody waits for a token while the items of a Map are selected.
      const turn = { execution, surroundings: { ...surroundings, taskToken: () => '' } };
      const input = state.itemInput(scopeOf(turn, entered, item), item.value);
      if (input instanceof Failure) return evaluationFailure(entered, input);
      return isTooLarge(input) ? dataLimitExceeded(state.name) : input;
    },
  };
}

function requestOf({ request, mapRunArn }: MapRunActivity): MapRunRequest {
  assert(request !== undefined, `a request of ${mapRunArn}`);
  return request;
}

/** Inputs of one child. */
export interface Batch {
  readonly input: Json;
  readonly itemCount: number;
}

/** Gathers items to the inputs of children. */
export interface Batching {
  /** The batch that `item` does not fit into any more, if there is one. */
  add(item: Json): Batch | undefined;
  /** What was gathered and is not given yet. */
  rest(): Batch | undefined;
}

/** Without an ItemBatcher each item is a child's input. */
export function createBatching(batcher: ItemBatcherFields | undefined): Batching {
  return batcher === undefined ? oneByOne() : inBatches(batcher);
}

function oneByOne(): Batching {
  return { add: (input) => ({ input, itemCount: 1 }), rest: () => undefined };
}

/**
 * Batches as large as the limits allow. An item that is too large for one by itself has one all the same.
 *
 * Source: Developer Guide, "ItemBatcher (Map)".
 */
function inBatches({ batchInput, maxItemsPerBatch, maxInputBytesPerBatch }: ItemBatcherFields): Batching {
  const itemsMax =
    maxItemsPerBatch === undefined || maxItemsPerBatch === 0 ? Number.POSITIVE_INFINITY : maxItemsPerBatch;
  const asked =
    maxInputBytesPerBatch === undefined || maxInputBytesPerBatch === 0
      ? Number.POSITIVE_INFINITY
      : maxInputBytesPerBatch;
  const bytesMax = Math.min(asked, payloadBytesMax);
  const emptyBytes = utf8Length(jsonText(inputOf(batchInput, [])));
  let items: Json[] = [];
  let bytes = emptyBytes;

  function take(): Batch | undefined {
    if (items.length === 0) return undefined;
    const batch = { input: inputOf(batchInput, items), itemCount: items.length };
    items = [];
    bytes = emptyBytes;
    return batch;
  }

  return {
    add(item) {
      // With the comma before it.
      const itemBytes = utf8Length(jsonText(item)) + 1;
      const isFull = items.length >= itemsMax || bytes + itemBytes > bytesMax;
      const batch = isFull ? take() : undefined;
      items.push(item);
      bytes += itemBytes;
      return batch;
    },
    rest: take,
  };
}

function inputOf(batchInput: Json | undefined, items: readonly Json[]): Json {
  return { ...(batchInput !== undefined && { BatchInput: batchInput }), Items: joinJsonArray(items) };
}
