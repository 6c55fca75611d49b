import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../../src/asl/expressions/payload-template.ts';
import { Failure } from '../../../src/base/failure.ts';
import { isJsonObject, type Json, parseJson } from '../../../src/base/json.ts';
import { aScope, aScopeWithoutContext } from './scope.ts';

const data: Json = { a: 1, b: { c: [1, 2, 3] }, n: null, s: 'text' };

function evaluate(template: Json, on: Json = data): Json | Failure {
  const scope = aScope({
    input: on,
    context: { Execution: { Id: 'x', Input: { k: 'v' } }, Map: { Item: { Index: 3, Value: 'it' } } },
    variables: { v: 42, o: { p: [7] }, __proto__x: 1 },
  });
  return compileTemplate(template)(scope, on);
}

// The members of each expected object stand in the order in which AWS gives them.
const templates: readonly (readonly [template: Json, expected: Json])[] = [
  [{}, {}],
  [[], []],
  ['$.a', '$.a'],
  [null, null],
  [5, 5],
  [{ x: '$.a' }, { x: '$.a' }],
  [{ x: 'States.UUID()' }, { x: 'States.UUID()' }],
  [{ x: { y: [1, { z: null }] } }, { x: { y: [1, { z: null }] } }],
  [{ 'x.$': '$' }, { x: data }],
  [{ 'x.$': '$.a' }, { x: 1 }],
  [{ 'x.$': '$.n' }, { x: null }],
  [{ 'x.$': '$.b.c[1]' }, { x: 2 }],
  [{ 'x.$': "$['b']['c']" }, { x: [1, 2, 3] }],
  [{ 'x.$': '$.b.c[*]' }, { x: [1, 2, 3] }],
  [{ 'x.$': '$.b.c[1:]' }, { x: [2, 3] }],
  [{ 'x.$': '$..c' }, { x: [[1, 2, 3]] }],
  [{ 'x.$': '$.b.c[?(@ > 1)]' }, { x: [2, 3] }],
  [{ 'x.$': '$.missing[*]' }, { x: [] }],
  [{ 'x.$': '$.b.c[9]' }, { x: null }],
  [{ 'x.$': '$.b.c.length()' }, { x: 3 }],
  [{ 'x.$': '$$.Execution.Id' }, { x: 'x' }],
  [{ 'x.$': '$$.Execution.Input' }, { x: { k: 'v' } }],
  [{ 'x.$': '$$.Map.Item.Value' }, { x: 'it' }],
  [{ 'x.$': '$v' }, { x: 42 }],
  [{ 'x.$': '$o.p[0]' }, { x: 7 }],
  [{ 'x.$': "States.Format('{}', $.a)" }, { x: '1' }],
  [{ 'x.$': 'States.Array($v, $.a)' }, { x: [42, 1] }],
  [{ '.$': '$.a' }, { '': 1 }],
  [{ 'a.b.$': '$.a' }, { 'a.b': 1 }],
  [{ x: { 'y.$': '$.a' } }, { x: { y: 1 } }],
  [{ x: { y: { 'z.$': '$.s', k: 1 } } }, { x: { y: { k: 1, z: 'text' } } }],
  [
    [{ 'x.$': '$.a' }, '$.a', 5],
    [{ x: 1 }, '$.a', 5],
  ],
  [{ list: [{ Name: 'n', 'Value.$': '$.s' }, 1] }, { list: [{ Name: 'n', Value: 'text' }, 1] }],
  // Members without `.$` come first, as the definition has them.
  [
    { 'x.$': '$.a', y: 2 },
    { y: 2, x: 1 },
  ],
  [
    { z: 1, 'x.$': '$.a', y: 2 },
    { z: 1, y: 2, x: 1 },
  ],
  [
    { 'x.$': '$.a', y: { 'k.$': '$.a' } },
    { y: { k: 1 }, x: 1 },
  ],
  // The others come in the order of a Java HashMap (recorded orders).
  [
    {
      'original_input.$': '$.a',
      'iteration_input_value.$': '$.a',
      'iteration_index.$': '$.a',
      'from_input_constant.$': '$.a',
      constant_value: 'HelloWorld',
    },
    {
      constant_value: 'HelloWorld',
      iteration_input_value: 1,
      from_input_constant: 1,
      iteration_index: 1,
      original_input: 1,
    },
  ],
  [
    { constantValue: 'constant', 'mapValue.$': '$.a', 'fromInput.$': '$.a' },
    { constantValue: 'constant', mapValue: 1, fromInput: 1 },
  ],
  [
    {
      jsonOps: { 'mergedJson.$': '$.a', 'parsedJson.$': '$.a', 'stringifiedJson.$': '$.a' },
      encodingOps: { 'encoded.$': '$.a', 'decoded.$': '$.a' },
    },
    {
      jsonOps: { parsedJson: 1, mergedJson: 1, stringifiedJson: 1 },
      encodingOps: { decoded: 1, encoded: 1 },
    },
  ],
  [
    { 'Question.$': '$.a', 'Answer.$': '$.a' },
    { Answer: 1, Question: 1 },
  ],
  // From the thirteenth member on, the table has 32 places.
  [
    Object.fromEntries('nopqrstuvwxyz'.split('').map((name) => [`${name}.$`, '$.a'])),
    Object.fromEntries('nopqrstuvwxyz'.split('').map((name) => [name, 1])),
  ],
  [
    Object.fromEntries('opqrstuvwxyz'.split('').map((name) => [`${name}.$`, '$.a'])),
    Object.fromEntries('pqrstuvwxyzo'.split('').map((name) => [name, 1])),
  ],
];

describe('a payload template is filled in', () => {
  test.each(templates)('%j', (template, expected) => {
    expect(JSON.stringify(evaluate(template))).toBe(JSON.stringify(expected));
  });
});

const context = '{"Execution":{"Id":"x","Input":{"k":"v"}},"Map":{"Item":{"Index":3,"Value":"it"}}}';

const failures: readonly (readonly [template: Json, cause: string])[] = [
  [
    { 'x.$': '$.missing' },
    `The JSONPath '$.missing' specified for the field 'x.$' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    { deep: [{ 'y.$': '$.a.b' }] },
    `The JSONPath '$.a.b' specified for the field 'y.$' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    { 'x.$': '$$.Task.Token' },
    `The JSONPath '$.Task.Token' specified for the field 'x.$' could not be found in the input '${context}'`,
  ],
  [
    { 'x.$': '$o.nope' },
    `The JSONPath '$o.nope' specified for the field 'x.$' could not be found in the input '{"p":[7]}'`,
  ],
  [
    { 'x.$': '$nope' },
    `The JSONPath '$nope' specified for the field 'x.$' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    { 'x.$': '$.a[0]' },
    "Invalid path '$.a[0]' : Filter: [0] can only be applied to arrays. Current context is: 1",
  ],
  [
    { 'x.$': '$.a[1:]' },
    "Invalid path '$.a[1:]' : Filter: [1:] can only be applied to arrays. Current context is: 1",
  ],
  [
    { ok: 1, 'x.$': 'States.ArrayLength($.a)' },
    "The function 'States.ArrayLength($.a)' had the following error: Invalid arguments in States.ArrayLength",
  ],
];

test.each(failures)('%j fails in the words of AWS', (template, cause) => {
  expect(evaluate(template)).toEqual(new Failure('States.Runtime', cause));
});

test.each(['$', '$.a', '$[*]'])('no path, %s among them, can be applied to an input that is null', (path) => {
  expect(evaluate({ 'x.$': path }, null)).toEqual(
    new Failure('States.Runtime', 'Unable to apply Path transformation to null or empty input.'),
  );
});

test('the input in a cause is spelled as it arrived', () => {
  expect(evaluate({ 'x.$': '$.x' }, parseJson('{ "a" : 1 }'))).toMatchObject({
    cause: expect.stringContaining(`in the input '{ "a" : 1 }'`),
  });
});

test('a template that is constant gives one frozen value each time', () => {
  const template: Json = { a: { b: [1, 2] } };
  const evaluateTemplate = compileTemplate(template);
  const first = evaluateTemplate(aScope(), 1);
  expect(first).toBe(template);
  expect(evaluateTemplate(aScope(), 2)).toBe(first);
  expect(isJsonObject(first) && Object.isFrozen(first) && Object.isFrozen(first.a)).toBe(true);
});

test('constant parts of a template are handed on, not copied', () => {
  const constant: Json = { deep: [1] };
  const result = evaluate({ constant, 'x.$': '$.a' });
  expect(isJsonObject(result) && result.constant).toBe(constant);
});

test('the Context object is not built for a template that does not ask for it', () => {
  const scope = aScopeWithoutContext(data);
  expect(compileTemplate({ 'x.$': '$.a', 'y.$': "States.Format('{}', $.s)" })(scope, data)).toEqual({
    x: 1,
    y: 'text',
  });
});

test('a member named __proto__ stays a member', () => {
  const template = JSON.parse('{"__proto__.$":"$.b","__proto__":{"k":1}}') as Json;
  const withoutClash = JSON.parse('{"__proto__.$":"$.b"}') as Json;
  expect(JSON.stringify(evaluate(withoutClash))).toBe('{"__proto__":{"c":[1,2,3]}}');
  expect(JSON.stringify(evaluate(template))).toContain('__proto__');
  expect(({} as Record<string, unknown>).c).toBeUndefined();
});
