import { expect, test } from 'vitest';
import { jsonPath } from '../../../src/asl/expressions/jsonpath-language.ts';
import type { NumberField, PayloadPart } from '../../../src/asl/expressions/query-language.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aScope } from './scope.ts';

function runtime(cause: string): Failure {
  return new Failure('States.Runtime', cause);
}

const items: readonly (readonly [state: JsonObject, input: Json, expected: Json | Failure])[] = [
  [{}, [1, 2], [1, 2]],
  [{}, [], []],
  [{ ItemsPath: '$' }, [1], [1]],
  [{ ItemsPath: '$.list' }, { list: [1] }, [1]],
  [{ ItemsPath: '$.a.list' }, { a: { list: [1] } }, [1]],
  [{ InputPath: '$.a', ItemsPath: '$.list' }, { a: { list: [1] } }, [1]],
  [{ ItemsPath: '$v' }, {}, ['var']],
  [{ ItemsPath: '$$.Execution.Input.list' }, {}, ['ctx']],
  [{}, { a: 1 }, runtime('Reference path "$" must point to array.')],
  [{}, 'text', runtime('Reference path "$" must point to array.')],
  [{ ItemsPath: '$.list' }, { list: 5 }, runtime('Reference path "$.list" must point to array.')],
  [{ ItemsPath: '$$' }, [1], runtime('Reference path "$" must point to array.')],
  [
    { ItemsPath: '$$.Execution.Input' },
    [1],
    runtime('Reference path "$.Execution.Input" must point to array.'),
  ],
  [
    { ItemsPath: '$.discovery.objects' },
    { discovery: { statusCode: 500 } },
    new Failure(
      'States.ReferencePathConflict',
      'Unable to apply step "objects" to input {"discovery":{"statusCode":500}}',
    ),
  ],
  [
    { ItemsPath: '$.a.b' },
    { c: 1 },
    new Failure('States.ReferencePathConflict', 'Unable to apply step "a" to input {"c":1}'),
  ],
  [{ InputPath: '$.x' }, {}, runtime("Invalid path '$.x' : No results for path: $['x']")],
];

test.each(items)('a Map with %j on %j iterates over %j', (state, input, expected) => {
  const scope = aScope({
    input,
    variables: { v: ['var'] },
    context: { Execution: { Input: { list: ['ctx'] } } },
  });
  expect(jsonPath.items({ Type: 'Map', ...state })(scope)).toEqual(expected);
});

const context: JsonObject = { Map: { Item: { Index: 1, Value: { prod: 'R31' } } } };

// The second of these is recorded, the order of its members with it.
const selectors: readonly (readonly [state: JsonObject, input: Json, expected: Json])[] = [
  [{}, { a: 1 }, { prod: 'R31' }],
  [
    {
      InputPath: '$.detail',
      ItemSelector: {
        'original_input.$': '$',
        'iteration_input_value.$': '$$.Map.Item.Value',
        'iteration_index.$': '$$.Map.Item.Index',
        'from_input_constant.$': '$.delivery-partner',
        constant_value: 'HelloWorld',
      },
    },
    { detail: { 'delivery-partner': 'UQS' } },
    {
      constant_value: 'HelloWorld',
      iteration_input_value: { prod: 'R31' },
      from_input_constant: 'UQS',
      iteration_index: 1,
      original_input: { 'delivery-partner': 'UQS' },
    },
  ],
  [
    { Parameters: { constantValue: 'constant', 'mapValue.$': '$$.Map.Item.Value', 'fromInput.$': '$' } },
    [1],
    { constantValue: 'constant', mapValue: { prod: 'R31' }, fromInput: [1] },
  ],
  [{ ItemSelector: { k: 1 } }, {}, { k: 1 }],
];

test.each(selectors)('the item of a Map with %j on %j becomes %j', (state, input, expected) => {
  const itemInput = jsonPath.itemInput({ Type: 'Map', ...state });
  expect(JSON.stringify(itemInput(aScope({ input, context }), { prod: 'R31' }))).toBe(
    JSON.stringify(expected),
  );
});

const payloads: readonly (readonly [part: PayloadPart, state: JsonObject, expected: Json | undefined])[] = [
  ['ItemReader', {}, undefined],
  ['ItemReader', { ItemReader: { Resource: 'r' } }, undefined],
  [
    'ItemReader',
    { ItemReader: { Parameters: { 'Bucket.$': '$.bucket', Key: 'k' } } },
    { Key: 'k', Bucket: 'b' },
  ],
  [
    'ItemReader',
    { InputPath: '$.in', ItemReader: { Parameters: { 'Bucket.$': '$.bucket' } } },
    { Bucket: 'inner' },
  ],
  [
    'ResultWriter',
    { ResultWriter: { Parameters: { Bucket: 'b', Prefix: 'p' } } },
    { Bucket: 'b', Prefix: 'p' },
  ],
  ['ItemBatcher', { ItemBatcher: { MaxItemsPerBatch: 1 } }, undefined],
  ['ItemBatcher', { ItemBatcher: { BatchInput: { 'x.$': '$.bucket' } } }, { x: 'b' }],
];

test.each(payloads)('the %s of a Map with %j is given %j', (part, state, expected) => {
  const scope = aScope({ input: { bucket: 'b', in: { bucket: 'inner' } } });
  expect(jsonPath.payload({ Type: 'Map', ...state }, part)?.(scope)).toEqual(expected);
});

const numbers: readonly (readonly [
  field: NumberField,
  state: JsonObject,
  input: Json,
  expected: number | Failure | undefined,
])[] = [
  ['TimeoutSeconds', {}, {}, undefined],
  ['TimeoutSeconds', { TimeoutSeconds: 5 }, {}, 5],
  ['TimeoutSeconds', { TimeoutSecondsPath: '$.t' }, { t: 5 }, 5],
  ['TimeoutSeconds', { TimeoutSecondsPath: '$.t', InputPath: '$.in' }, { in: { t: 6 } }, 6],
  ['TimeoutSeconds', { TimeoutSecondsPath: '$n' }, {}, 1],
  [
    'TimeoutSeconds',
    { TimeoutSecondsPath: '$.t' },
    {},
    runtime('The TimeoutSecondsPath parameter does not reference an input value: $.t'),
  ],
  [
    'TimeoutSeconds',
    { TimeoutSecondsPath: '$.t' },
    { t: 'soon' },
    runtime('The TimeoutSecondsPath parameter cannot be parsed as a long value: $.t == soon'),
  ],
  [
    'TimeoutSeconds',
    { TimeoutSecondsPath: '$.t' },
    { t: 0 },
    runtime('The TimeoutSecondsPath parameter references a value that is not positive: $.t == 0'),
  ],
  [
    'HeartbeatSeconds',
    { HeartbeatSecondsPath: '$.t' },
    { t: 100_000_000 },
    runtime('The HeartbeatSecondsPath parameter references a value that is too large: $.t == 100000000'),
  ],
  ['HeartbeatSeconds', { HeartbeatSecondsPath: '$$.Execution.Input.t' }, {}, 8],
  ['MaxConcurrency', { MaxConcurrency: 0 }, {}, 0],
  ['MaxConcurrency', { MaxConcurrencyPath: '$.m' }, { m: 1 }, 1],
  ['MaxConcurrency', { MaxConcurrencyPath: '$.m' }, { m: '1' }, 1],
  [
    'MaxConcurrency',
    { MaxConcurrencyPath: '$.m' },
    { m: 'NoNumber' },
    runtime('The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.m'),
  ],
  [
    'MaxConcurrency',
    { MaxConcurrencyPath: '$.m' },
    { m: -1 },
    runtime("Expected non-negative integer for MaxConcurrency, got '-1' instead."),
  ],
  ['ToleratedFailureCount', { ToleratedFailureCountPath: '$.c' }, { c: 0 }, 0],
  ['ToleratedFailureCount', { ToleratedFailureCountPath: '$c' }, {}, 1],
  [
    'ToleratedFailureCount',
    { ToleratedFailureCountPath: '$.c' },
    { c: {} },
    runtime('The ToleratedFailureCountPath field refers to value "{}" which is not a valid integer: $.c'),
  ],
  [
    'ToleratedFailureCount',
    { ToleratedFailureCountPath: '$.c' },
    { c: 1.5 },
    runtime('The ToleratedFailureCountPath field refers to value "1.5" which is not a valid integer: $.c'),
  ],
  [
    'ToleratedFailureCount',
    { ToleratedFailureCountPath: '$.c' },
    { c: -1 },
    runtime('ToleratedFailureCount cannot be negative.'),
  ],
  ['ToleratedFailurePercentage', { ToleratedFailurePercentage: 0.5 }, {}, 0.5],
  ['ToleratedFailurePercentage', { ToleratedFailurePercentagePath: '$.p' }, { p: 1.1 }, 1.1],
  ['ToleratedFailurePercentage', { ToleratedFailurePercentagePath: '$.p' }, { p: 100 }, 100],
  [
    'ToleratedFailurePercentage',
    { ToleratedFailurePercentagePath: '$.p' },
    { p: 100.1 },
    runtime('ToleratedFailurePercentage must be between 0 and 100.'),
  ],
  [
    'ToleratedFailurePercentage',
    { ToleratedFailurePercentagePath: '$.p' },
    { p: -1.1 },
    runtime('ToleratedFailurePercentage must be between 0 and 100.'),
  ],
  [
    'ToleratedFailurePercentage',
    { ToleratedFailurePercentagePath: '$.p' },
    { p: 'NoNumber' },
    runtime(
      'The ToleratedFailurePercentagePath field refers to value "NoNumber" which is not a valid float: $.p',
    ),
  ],
  ['MaxItems', {}, {}, undefined],
  ['MaxItems', { ItemReader: { Resource: 'r' } }, {}, undefined],
  ['MaxItems', { ItemReader: { ReaderConfig: { MaxItems: 3 } } }, {}, 3],
  ['MaxItems', { ItemReader: { ReaderConfig: { MaxItemsPath: '$.m' } } }, { m: 100_000_001 }, 100_000_001],
  [
    'MaxItems',
    { ItemReader: { ReaderConfig: { MaxItemsPath: '$.m' } } },
    { m: -1 },
    new Failure('States.ItemReaderFailed', 'field MaxItems must be positive'),
  ],
  [
    'MaxItems',
    { ItemReader: { ReaderConfig: { MaxItemsPath: '$.m' } } },
    { m: 'x' },
    new Failure(
      'States.ItemReaderFailed',
      "The MaxItemsPath field refers to value 'x' which is not a valid integer: $.m",
    ),
  ],
  ['MaxItemsPerBatch', { ItemBatcher: { MaxItemsPerBatch: 10 } }, {}, 10],
  ['MaxItemsPerBatch', { ItemBatcher: { MaxItemsPerBatchPath: '$.m' } }, { m: 10 }, 10],
  [
    'MaxInputBytesPerBatch',
    { ItemBatcher: { MaxInputBytesPerBatchPath: '$.m' } },
    { m: 0 },
    runtime('MaxInputBytesPerBatch must be positive.'),
  ],
];

test.each(numbers)('%s of %j on %j is %j', (field, state, input, expected) => {
  const scope = aScope({ input, variables: { n: 1, c: '1' }, context: { Execution: { Input: { t: 8 } } } });
  expect(jsonPath.number(state, field)?.(scope)).toEqual(expected);
});
