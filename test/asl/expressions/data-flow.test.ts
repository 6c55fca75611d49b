import { describe, expect, test } from 'vitest';
import { jsonPath } from '../../../src/asl/expressions/jsonpath-language.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aScope, aScopeWithoutContext } from './scope.ts';

const context: JsonObject = { Execution: { Id: 'x', Input: { k: 1 } } };
const variables: JsonObject = { v: { w: 1 } };

type Flow = readonly [state: JsonObject, input: Json, output: Json];

const passing: readonly Flow[] = [
  [{}, { a: 1 }, { a: 1 }],
  [{}, null, null],
  [{ InputPath: '$' }, { a: 1 }, { a: 1 }],
  [{ InputPath: '$.a' }, { a: { b: 1 } }, { b: 1 }],
  [{ InputPath: null }, { a: 1 }, {}],
  [{ InputPath: '$$.Execution.Input' }, {}, { k: 1 }],
  [{ InputPath: '$$' }, {}, context],
  [{ InputPath: '$v' }, {}, { w: 1 }],
  [{ InputPath: '$v.w' }, {}, 1],
  [{ InputPath: '$.list[*].x' }, { list: [{ x: 1 }, { x: 2 }] }, [1, 2]],
  [{ OutputPath: '$.a' }, { a: 1 }, 1],
  [{ OutputPath: null }, { a: 1 }, {}],
  [{ OutputPath: '$$.Execution.Id' }, { a: 1 }, 'x'],
  [{ InputPath: '$.a', OutputPath: '$.b' }, { a: { b: 2 } }, 2],
];

describe.each(['Pass', 'Wait', 'Succeed'])('a %s passes its input on', (type) => {
  test.each(passing)('%j on %j', (fields, input, output) => {
    const scope = aScope({ input, context, variables });
    expect(jsonPath.passOn({ Type: type, ...fields })(scope)).toEqual({ output, assigned: undefined });
  });
});

const passResults: readonly Flow[] = [
  [{ Result: 5 }, { a: 1 }, 5],
  [{ Result: null }, { a: 1 }, null],
  [{ Result: { 'x.$': '$.a' } }, { a: 1 }, { 'x.$': '$.a' }],
  [{ Result: 5, ResultPath: '$.r' }, { a: 1 }, { a: 1, r: 5 }],
  [{ Result: 5, ResultPath: '$' }, { a: 1 }, 5],
  [{ Result: 5, ResultPath: null }, { a: 1 }, { a: 1 }],
  [{ Result: { t: 1 }, ResultPath: null, OutputPath: '$.o.total' }, { o: { total: 42 } }, 42],
  [{ Result: 9, ResultPath: '$.c.total', OutputPath: '$.c' }, { c: { base: 4 } }, { base: 4, total: 9 }],
  [{ Result: 9, Parameters: { x: 1 } }, {}, 9],
  [{ Result: 9, InputPath: '$.missing' }, {}, 9],
  [{ Parameters: { x: 1, 'y.$': '$.a' } }, { a: 1 }, { x: 1, y: 1 }],
  [{ Parameters: { 'y.$': '$' }, InputPath: null }, { a: 1 }, { y: {} }],
  [{ Parameters: { 'y.$': '$.b' }, InputPath: '$.a' }, { a: { b: 7 } }, { y: 7 }],
  [
    { Parameters: { 'y.$': '$.b' }, InputPath: '$.a', ResultPath: '$.r' },
    { a: { b: 7 } },
    { a: { b: 7 }, r: { y: 7 } },
  ],
  [{ InputPath: '$.a', ResultPath: '$.copy' }, { a: 1 }, { a: 1, copy: 1 }],
  [
    { InputPath: '$.a', ResultPath: null },
    { a: 1, b: 2 },
    { a: 1, b: 2 },
  ],
  [{ ResultSelector: { x: 1 } }, { a: 1 }, { a: 1 }],
];

test.each(passResults)('a Pass with %j makes of %j its result', (fields, input, output) => {
  expect(jsonPath.passOn({ Type: 'Pass', ...fields })(aScope({ input, context, variables }))).toEqual({
    output,
    assigned: undefined,
  });
});

const works: readonly (readonly [fields: JsonObject, input: Json, result: Json, output: Json])[] = [
  [{}, { a: 1 }, 'R', 'R'],
  [{ ResultPath: '$' }, { a: 1 }, 'R', 'R'],
  [{ ResultPath: null }, { a: 1 }, 'R', { a: 1 }],
  [{ ResultPath: '$.r' }, { a: 1 }, 'R', { a: 1, r: 'R' }],
  [{ ResultPath: '$.r.s' }, { a: 1 }, 'R', { a: 1, r: { s: 'R' } }],
  [{ ResultPath: '$.r', InputPath: '$.a' }, { a: 1 }, 'R', { a: 1, r: 'R' }],
  [{ OutputPath: '$.x' }, {}, { x: 1, y: 2 }, 1],
  [{ OutputPath: null }, {}, { x: 1 }, {}],
  [{ ResultSelector: { 'id.$': '$.x', k: 1 } }, {}, { x: 5 }, { k: 1, id: 5 }],
  [{ ResultSelector: { 'id.$': '$$.Execution.Id' } }, {}, null, { id: 'x' }],
  [{ ResultSelector: { 'id.$': '$.x' }, ResultPath: '$.r' }, { a: 1 }, { x: 5 }, { a: 1, r: { id: 5 } }],
  [{ ResultSelector: { 'n.$': '$.length()' }, ResultPath: '$.r', OutputPath: '$.r.n' }, {}, [1, 2], 2],
  [
    { ResultSelector: { 'first.$': '$[0].x', 'all.$': '$[*].x' } },
    {},
    [{ x: 1 }, { x: 2 }],
    { all: [1, 2], first: 1 },
  ],
];

test.each(works)('the result of a state with %j on %j', (fields, input, result, output) => {
  const conclude = jsonPath.conclude({ Type: 'Task', ...fields });
  expect(conclude(aScope({ input, context, variables }), result)).toEqual({ output, assigned: undefined });
});

const inputs: readonly Flow[] = [
  [{}, { a: 1 }, { a: 1 }],
  [{ InputPath: '$.a' }, { a: 1 }, 1],
  [{ InputPath: null }, { a: 1 }, {}],
  [{ Parameters: { k: 1 } }, { a: 1 }, { k: 1 }],
  [{ Parameters: { 'k.$': '$.a' } }, { a: 1 }, { k: 1 }],
  [{ Parameters: 'constant' }, { a: 1 }, 'constant'],
  [{ InputPath: '$.a', Parameters: { 'k.$': '$' } }, { a: 1 }, { k: 1 }],
  [{ InputPath: null, Parameters: { 'k.$': '$' } }, { a: 1 }, { k: {} }],
  [{ Parameters: { 'id.$': '$$.Execution.Id', 'w.$': '$v.w' } }, {}, { w: 1, id: 'x' }],
];

test.each(inputs)('the effective input of %j on %j', (fields, input, expected) => {
  expect(jsonPath.input({ Type: 'Task', ...fields })(aScope({ input, context, variables }))).toEqual(
    expected,
  );
});

const assignments: readonly (readonly [state: JsonObject, input: Json, assigned: Json | undefined])[] = [
  [{ Type: 'Pass' }, {}, undefined],
  [{ Type: 'Pass', Assign: {} }, {}, undefined],
  [{ Type: 'Pass', Assign: { x: 42, y: '$.a' } }, {}, { x: 42, y: '$.a' }],
  [{ Type: 'Pass', Assign: { 'x.$': '$.a' } }, { a: 1 }, { x: 1 }],
  [{ Type: 'Pass', Result: { answer: 42 }, Assign: { 'x.$': '$.answer' } }, {}, { x: 42 }],
  [{ Type: 'Pass', Parameters: { input: 'P' }, Assign: { 'x.$': '$.input' } }, {}, { x: 'P' }],
  [{ Type: 'Pass', Result: 1, ResultPath: null, OutputPath: null, Assign: { 'x.$': '$' } }, {}, { x: 1 }],
  [
    { Type: 'Pass', Assign: { 'x.$': '$v.w', deep: { 'y.$': '$$.Execution.Id' } } },
    {},
    { deep: { y: 'x' }, x: 1 },
  ],
  [{ Type: 'Wait', Seconds: 0, Assign: { 'x.$': '$.a' } }, { a: 1 }, { x: 1 }],
  [{ Type: 'Wait', Seconds: 0, InputPath: '$.a', Assign: { 'x.$': '$' } }, { a: 1 }, { x: 1 }],
];

test.each(assignments)('%j on %j assigns %j', (state, input, assigned) => {
  expect(jsonPath.passOn(state)(aScope({ input, context, variables }))).toMatchObject({ assigned });
});

test('Assign of a Task sees its result, before ResultSelector', () => {
  const conclude = jsonPath.conclude({
    Type: 'Task',
    ResultSelector: { 'y.$': '$.a' },
    ResultPath: '$.r',
    Assign: { 'x.$': '$.a' },
  });
  expect(conclude(aScope({ input: { i: 1 } }), { a: 5 })).toEqual({
    output: { i: 1, r: { y: 5 } },
    assigned: { x: 5 },
  });
});

const caught: readonly (readonly [catcher: JsonObject, output: Json, assigned: Json | undefined])[] = [
  [{ Next: 'X' }, { Error: 'E', Cause: 'C' }, undefined],
  [{ ResultPath: '$.err' }, { a: 1, err: { Error: 'E', Cause: 'C' } }, undefined],
  [{ ResultPath: null }, { a: 1 }, undefined],
  [
    { Assign: { 'why.$': '$.Cause', 'what.$': '$.Error' } },
    { Error: 'E', Cause: 'C' },
    { why: 'C', what: 'E' },
  ],
  [{ OutputPath: '$.a' }, { Error: 'E', Cause: 'C' }, undefined],
];

test.each(caught)('a Catcher with %j', (catcher, output, assigned) => {
  const conclude = jsonPath.concludeCaught({ ErrorEquals: ['States.ALL'], ...catcher });
  expect(conclude(aScope({ input: { a: 1 } }), { Error: 'E', Cause: 'C' })).toEqual({ output, assigned });
});

const rule: JsonObject = { Variable: '$.n', NumericEquals: 5, Next: 'X', Assign: { 'hit.$': '$.n' } };
const choice: JsonObject = { Type: 'Choice', Choices: [rule], Default: 'Y', Assign: { 'miss.$': '$.n' } };

const choices: readonly (readonly [
  state: JsonObject,
  rule: JsonObject | undefined,
  input: Json,
  outcome: Json,
])[] = [
  [choice, rule, { n: 5 }, { output: { n: 5 }, assigned: { hit: 5 } }],
  [choice, undefined, { n: 6 }, { output: { n: 6 }, assigned: { miss: 6 } }],
  [choice, { Variable: '$.n', NumericEquals: 5, Next: 'X' }, { n: 5 }, { output: { n: 5 } }],
  [{ ...choice, InputPath: '$.in' }, rule, { in: { n: 5 } }, { output: { n: 5 }, assigned: { hit: 5 } }],
  [
    { ...choice, InputPath: '$.in', OutputPath: '$.n' },
    rule,
    { in: { n: 5 } },
    { output: 5, assigned: { hit: 5 } },
  ],
];

test.each(choices)('a Choice %j concludes with the rule %j on %j', (state, matched, input, outcome) => {
  expect(jsonPath.concludeChoice(state, matched)(aScope({ input }))).toEqual({
    assigned: undefined,
    ...(outcome as object),
  });
});

test('the rules of a Choice see its effective input', () => {
  const state: JsonObject = { ...choice, InputPath: '$.in' };
  expect(jsonPath.condition(state, rule)(aScope({ input: { in: { n: 5 } } }))).toBe(true);
  expect(jsonPath.condition(state, rule)(aScope({ input: { n: 5 } }))).toEqual(
    new Failure('States.Runtime', "Invalid path '$.in' : No results for path: $['in']"),
  );
  expect(jsonPath.condition(choice, rule)(aScope({ input: { n: 5 } }))).toBe(true);
});

const failures: readonly (readonly [fields: JsonObject, input: Json, error: string, cause: string])[] = [
  [{ InputPath: '$.x' }, {}, 'States.Runtime', "Invalid path '$.x' : No results for path: $['x']"],
  [{ OutputPath: '$.x' }, {}, 'States.Runtime', "Invalid path '$.x' : No results for path: $['x']"],
  [{ OutputPath: '$.x.y' }, {}, 'States.Runtime', "Invalid path '$.x.y' : Missing property in path $['x']"],
  [{ InputPath: '$$.x' }, {}, 'States.Runtime', "Invalid path '$.x' : No results for path: $['x']"],
  [{ InputPath: '$nope' }, {}, 'States.Runtime', "Invalid path '$nope' : No results for path: $nope"],
  [
    { InputPath: '$.x' },
    null,
    'States.Runtime',
    'Unable to apply Path transformation to null or empty input.',
  ],
  [
    { InputPath: '$.n[0]' },
    { n: 1 },
    'States.Runtime',
    "Invalid path '$.n[0]' : Filter: [0] can only be applied to arrays. Current context is: 1",
  ],
  [
    { ResultPath: '$.x' },
    'input1',
    'States.ReferencePathConflict',
    'Unable to apply ReferencePath $.x to input "input1"',
  ],
  [
    { Parameters: { 'x.$': '$.x' } },
    { flagged: false },
    'States.Runtime',
    `The JSONPath '$.x' specified for the field 'x.$' could not be found in the input '{"flagged":false}'`,
  ],
  [
    { Assign: { 'x.$': '$.x' } },
    { flagged: false },
    'States.Runtime',
    `The JSONPath '$.x' specified for the field 'x.$' could not be found in the input '{"flagged":false}'`,
  ],
];

test.each(failures)('a Pass with %j on %j fails with %s', (fields, input, error, cause) => {
  const outcome = jsonPath.passOn({ Type: 'Pass', ...fields })(aScope({ input, context }));
  expect(outcome).toEqual(new Failure(error, cause));
});

test('ResultSelector fails in the words of AWS, with the result in place of the input', () => {
  const conclude = jsonPath.conclude({ Type: 'Task', ResultSelector: { 'id.$': '$.Job.Id' } });
  expect(conclude(aScope(), { Build: 1 })).toEqual(
    new Failure(
      'States.Runtime',
      `The JSONPath '$.Job.Id' specified for the field 'id.$' could not be found in the input '{"Build":1}'`,
    ),
  );
});

test('a state without any of the fields hands its data on as it is, and asks for nothing', () => {
  const input: Json = { a: [1] };
  const scope = aScopeWithoutContext(input);
  const result: Json = { r: 1 };
  expect(jsonPath.input({ Type: 'Task' })(scope)).toBe(input);
  expect(jsonPath.passOn({ Type: 'Pass' })(scope)).toMatchObject({ output: input });
  const outcome = jsonPath.conclude({ Type: 'Task' })(scope, result);
  expect(outcome instanceof Failure ? undefined : outcome.output).toBe(result);
});

const texts: readonly (readonly [
  state: JsonObject,
  field: 'Error' | 'Cause',
  expected: string | undefined | Failure,
])[] = [
  [{}, 'Error', undefined],
  [{ Error: 'E' }, 'Error', 'E'],
  [{ Error: 'E' }, 'Cause', undefined],
  [{ Cause: 'C' }, 'Cause', 'C'],
  [{ ErrorPath: '$.e' }, 'Error', 'from input'],
  [{ CausePath: '$$.Execution.Id' }, 'Cause', 'x'],
  [{ CausePath: '$name' }, 'Cause', 'variable'],
  [{ CausePath: "States.Format('{}!', $.e)" }, 'Cause', 'from input!'],
  [
    { ErrorPath: '$.ErrorX' },
    'Error',
    new Failure(
      'States.Runtime',
      `The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{"e":"from input","n":1}'`,
    ),
  ],
  [
    { CausePath: '$.n' },
    'Cause',
    new Failure('States.Runtime', "The field 'CausePath' must refer to a string but was: 1"),
  ],
];

test.each(texts)('a Fail with %j has as its %s', (state, field, expected) => {
  const scope = aScope({ input: { e: 'from input', n: 1 }, context, variables: { name: 'variable' } });
  expect(jsonPath.failText({ Type: 'Fail', ...state }, field)(scope)).toEqual(expected);
});

const arn = 'arn:aws:iam::123456789012:role/target';

const credentials: readonly (readonly [state: JsonObject, expected: string | Failure])[] = [
  [{ Credentials: { RoleArn: arn } }, arn],
  [{ Credentials: { 'RoleArn.$': '$.role' } }, arn],
  [{ Credentials: { 'RoleArn.$': '$role' } }, arn],
  [{ Credentials: { 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/target', $.account)" } }, arn],
  [{ InputPath: '$.nested', Credentials: { 'RoleArn.$': '$.role' } }, arn],
  [
    { Credentials: { 'RoleArn.$': '$.n' } },
    new Failure('States.Runtime', "The field 'RoleArn.$' must refer to a string but was: 1"),
  ],
];

test.each(credentials)('the target role of %j', (state, expected) => {
  const input: Json = { role: arn, account: '123456789012', n: 1, nested: { role: arn } };
  expect(
    jsonPath.targetRoleArn({ Type: 'Task', ...state })?.(aScope({ input, variables: { role: arn } })),
  ).toEqual(expected);
});

test('a Task without Credentials has no target role', () => {
  expect(jsonPath.targetRoleArn({ Type: 'Task' })).toBeUndefined();
});
