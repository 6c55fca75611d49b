import type { CompiledMap, Outcome, Scope } from '../../../../asl/compiled.ts';
import { queryLanguages } from '../../../../asl/expressions/index.ts';
import type { QueryLanguage } from '../../../../asl/expressions/query-language.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { type Evaluated, Failure } from '../../../../base/failure.ts';
import { isJsonArray, type Json, jsonText, utf8Length } from '../../../../base/json.ts';
import { dataLimitExceeded, isTooLarge } from '../../../../engine/payload-limit.ts';
import { concludeResult, selectInput } from './data-flow.ts';
import { readItems } from './item-reader-data.ts';
import { type StateTest, testedStateName } from './state-test.ts';

/**
 * A Map whose iterations are mocked as a whole: what they are given is worked out and shown, what they give is the mock.
 *
 * Throws ValidationException where more iterations are said to have failed than there are.
 */
export function runMap(test: StateTest, compiled: CompiledMap): Evaluated<Outcome> {
  const selected = selectInput(test);
  if (selected instanceof Failure) return selected;
  const items = evaluateItems(test, compiled);
  if (items instanceof Failure) return items;
  const inputs = items && evaluateInputs(test, compiled, items);
  if (inputs instanceof Failure) return inputs;
  const thresholds = evaluateNumbers(test, compiled);
  if (thresholds instanceof Failure) return thresholds;
  const result = test.mock?.result ?? null;
  if (result instanceof Failure) return result;
  const iterationCount = inputs?.length ?? (isJsonArray(result) ? result.length : undefined);
  const { mapIterationFailureCount: failureCount = 0 } = test.configuration;
  if (iterationCount !== undefined && failureCount > iterationCount) {
    throw new ValidationException(
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    );
  }
  if (exceedsThreshold(thresholds, failureCount, iterationCount)) return thresholdExceeded;
  if (isTooLarge(result)) return dataLimitExceeded(testedStateName);
  return concludeResult(test, result);
}

const thresholdExceeded = new Failure(
  'States.ExceedToleratedFailureThreshold',
  'The specified tolerated failure threshold was exceeded',
);

/** Undefined where an ItemReader would read them and the test does not say what. */
function evaluateItems(test: StateTest, compiled: CompiledMap): Evaluated<readonly Json[]> | undefined {
  const { state, language, scope, inspection } = test;
  if (state.ItemReader !== undefined) return readItems(test);
  const items = compiled.items(scope);
  if (!(items instanceof Failure) && language === 'JSONPath') inspection.show('afterItemsPath', items);
  return items;
}

/** What each child execution or iteration is given. */
function evaluateInputs(
  test: StateTest,
  compiled: CompiledMap,
  items: readonly Json[],
): Evaluated<readonly Json[]> {
  const { state, inspection } = test;
  let inputs = items;
  if (state.ItemSelector !== undefined || state.Parameters !== undefined) {
    const selected: Json[] = [];
    for (const [index, item] of items.entries()) {
      const input = compiled.itemInput(scopeOfItem(test.scope, index, item), item);
      if (input instanceof Failure) return input;
      selected.push(input);
    }
    inspection.show('afterItemSelector', selected);
    inputs = selected;
  }
  if (state.ItemBatcher === undefined) return inputs;
  const batches = batchItems(test, inputs);
  if (!(batches instanceof Failure)) inspection.show('afterItemBatcher', batches);
  return batches;
}

function scopeOfItem(scope: Scope, index: number, value: Json): Scope {
  return { ...scope, context: () => ({ ...scope.context(), Map: { Item: { Index: index, Value: value } } }) };
}

/** Items one after the other, each batch as full as both of its bounds allow. */
function batchItems(test: StateTest, items: readonly Json[]): Evaluated<readonly Json[]> {
  const { state, scope } = test;
  const language: QueryLanguage = queryLanguages[test.language];
  const itemsMax = language.number(state, 'MaxItemsPerBatch')?.(scope) ?? Number.POSITIVE_INFINITY;
  if (itemsMax instanceof Failure) return itemsMax;
  const bytesMax = language.number(state, 'MaxInputBytesPerBatch')?.(scope) ?? Number.POSITIVE_INFINITY;
  if (bytesMax instanceof Failure) return bytesMax;
  const batchInput = language.payload(state, 'ItemBatcher')?.(scope);
  if (batchInput instanceof Failure) return batchInput;
  const batchOf = (members: readonly Json[]) => ({
    Items: members,
    ...(batchInput !== undefined && { BatchInput: batchInput }),
  });
  const emptyBytes = utf8Length(jsonText(batchOf([])));
  const batches: Json[] = [];
  let members: Json[] = [];
  let bytes = emptyBytes;
  for (const item of items) {
    const itemBytes = utf8Length(jsonText(item)) + 1;
    if (members.length > 0 && (members.length >= itemsMax || bytes + itemBytes > bytesMax)) {
      batches.push(batchOf(members));
      members = [];
      bytes = emptyBytes;
    }
    members.push(item);
    bytes += itemBytes;
  }
  if (members.length > 0) batches.push(batchOf(members));
  return batches;
}

interface Thresholds {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

function evaluateNumbers({ scope, inspection }: StateTest, compiled: CompiledMap): Evaluated<Thresholds> {
  const maxConcurrency = compiled.maxConcurrency(scope);
  if (maxConcurrency instanceof Failure) return maxConcurrency;
  inspection.showNumber('maxConcurrency', maxConcurrency);
  const count = compiled.toleratedFailureCount?.(scope);
  if (count instanceof Failure) return count;
  if (count !== undefined) inspection.showNumber('toleratedFailureCount', count);
  const percentage = compiled.toleratedFailurePercentage?.(scope);
  if (percentage instanceof Failure) return percentage;
  if (percentage !== undefined) inspection.showNumber('toleratedFailurePercentage', percentage);
  return { count, percentage };
}

/** A Map that names no threshold keeps its mocked result, however many iterations are said to have failed (recorded). */
function exceedsThreshold(
  { count, percentage }: Thresholds,
  failureCount: number,
  iterationCount: number | undefined,
): boolean {
  if (count !== undefined && failureCount > count) return true;
  if (percentage === undefined || iterationCount === undefined || iterationCount === 0) return false;
  return (failureCount / iterationCount) * 100 > percentage;
}
