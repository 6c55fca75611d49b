import { describe, expect, test } from 'vitest';
import type { Outcome, Scope } from '../../../../src/asl/compiled.ts';
import { EvaluationFailure } from '../../../../src/asl/evaluation-failure.ts';
import { queryLanguages } from '../../../../src/asl/expressions/index.ts';
import type { NumberField } from '../../../../src/asl/expressions/query-language.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import { aScope, aScopeWithoutContext } from '../scope.ts';

const language = queryLanguages.JSONata;

/** The sentence about an expression, as causes have it. */
function says(expression: string, field: string, problem: string): Failure {
  return new EvaluationFailure(
    `The JSONata expression '${expression}' specified for the field '${field}' ${problem}`,
    field,
  );
}

const undefinedResult = 'returned nothing (undefined).';

describe('Arguments', () => {
  const scope = aScope({
    input: { a: 1, list: [1, 2] },
    variables: { v: 'x' },
    context: { State: { Name: 'S' } },
  });

  test.each<readonly [string, Json | undefined, Json | Failure]>([
    ['are the input by default', undefined, { a: 1, list: [1, 2] }],
    ['may be an expression as a whole', '{% $states.input.list %}', [1, 2]],
    ['may have expressions at any depth', { a: { b: ['{% $v %}', '{%1+1%}'] } }, { a: { b: ['x', 2] } }],
    ['see the Context object', '{% $states.context.State.Name %}', 'S'],
    [
      'take other texts as they stand',
      ['{% a', ' {% 1 %}', '{% 1 %} ', '$v', '{%', '%}'],
      ['{% a', ' {% 1 %}', '{% 1 %} ', '$v', '{%', '%}'],
    ],
    ['leave names alone', { '{% 1 %}': 1, 'a.$': '$.a' }, { '{% 1 %}': 1, 'a.$': '$.a' }],
    ['take a literal as it is', 5, 5],
    ['hand null on', { a: '{% null %}', b: null }, { a: null, b: null }],
    [
      'fail where one is undefined',
      { a: { b: [1, '{% $no %}'] } },
      says('$no', 'Arguments/a/b[1]', undefinedResult),
    ],
    [
      'name their own field',
      '{% $states.input.no %}',
      says('$states.input.no', 'Arguments', undefinedResult),
    ],
  ])('%s', (_title, template, expected) => {
    const state: JsonObject = template === undefined ? {} : { Arguments: template };
    expect(language.input(state)(scope)).toEqual(expected);
  });

  test('do not make the Context object for a path into the input', () => {
    const evaluate = language.input({ Arguments: { a: '{% $states.input.a & $states.input.b %}' } });
    expect(evaluate(aScopeWithoutContext({ a: 'x', b: 'y' }))).toEqual({ a: 'xy' });
  });
});

describe('what a state hands on', () => {
  const scope = aScope({ input: { in: 1 }, variables: { v: 1 } });

  test.each<readonly [string, JsonObject, Outcome]>([
    ['is its result by default', {}, { output: { r: 2 }, assigned: undefined }],
    [
      'is what Output makes of it',
      { Output: { x: '{% $states.result.r + $states.input.in %}' } },
      { output: { x: 3 }, assigned: undefined },
    ],
    [
      'is evaluated beside Assign, on the values before it',
      { Output: '{% $v %}', Assign: { v: '{% $v + 1 %}', w: '{% $v %}', literal: [1] } },
      { output: 1, assigned: { v: 2, w: 1, literal: [1] } },
    ],
    ['has no variables where Assign is empty', { Assign: {} }, { output: { r: 2 }, assigned: undefined }],
    [
      'is all of $states',
      { Output: '{% $states %}' },
      { output: { input: { in: 1 }, context: {}, result: { r: 2 } }, assigned: undefined },
    ],
  ])('%s', (_title, state, outcome) => {
    expect(language.conclude(state)(scope, { r: 2 })).toEqual(outcome);
  });

  test('is the input of a state without a result', () => {
    expect(language.passOn({ Output: { x: '{% $states.input %}' } })(scope)).toEqual({
      output: { x: { in: 1 } },
      assigned: undefined,
    });
    expect(language.passOn({})(scope)).toEqual({ output: { in: 1 }, assigned: undefined });
  });

  test('is the error output of a Catcher', () => {
    const error = { Error: 'E', Cause: 'C' };
    expect(language.concludeCaught({}, 0)(scope, error)).toEqual({ output: error, assigned: undefined });
    const catcher = {
      Output: '{% $states.errorOutput.Error %}',
      Assign: { cause: '{% $states.errorOutput.Cause %}' },
    };
    expect(language.concludeCaught(catcher, 0)(scope, error)).toEqual({
      output: 'E',
      assigned: { cause: 'C' },
    });
  });

  test.each<readonly [string, () => unknown, Failure]>([
    [
      'Assign',
      () => language.conclude({ Assign: { a: '{% $no %}' } })(scope, 1),
      says('$no', 'Assign/a', undefinedResult),
    ],
    [
      'Output',
      () => language.conclude({ Output: { a: ['{% $no %}'] } })(scope, 1),
      says('$no', 'Output/a[0]', undefinedResult),
    ],
    [
      'a Catcher',
      () => language.concludeCaught({ Output: '{% $no %}' }, 2)(scope, {}),
      says('$no', 'Catch[2]/Output', undefinedResult),
    ],
  ])('fails with the field of %s', (_title, evaluate, expected) => {
    expect(evaluate()).toEqual(expected);
  });
});

describe('a Choice', () => {
  const rules = [
    {
      Condition: '{% $states.input.n > 5 %}',
      Next: 'A',
      Output: 'big',
      Assign: { size: '{% $states.input.n %}' },
    },
    { Condition: true, Next: 'B' },
    { Condition: '{% $states.input.n %}', Next: 'C', Output: '{% $no %}' },
  ] as const;
  const state = { Choices: rules, Default: 'D', Output: 'otherwise' };

  test.each<readonly [number, JsonObject, boolean | Failure]>([
    [0, { n: 6 }, true],
    [0, { n: 5 }, false],
    [1, {}, true],
    [0, {}, says('$states.input.n > 5', 'Choices[0]/Condition', undefinedResult)],
    [
      0,
      { n: 'x' },
      says(
        '$states.input.n > 5',
        'Choices[0]/Condition',
        'threw an error during evaluation. T2009: The values "x" and 5 either side of operator ">" must be of the same data type',
      ),
    ],
    [
      2,
      { n: 1 },
      says(
        '$states.input.n',
        'Choices[2]/Condition',
        "returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
      ),
    ],
  ])('asks rule %i of %j', (index, input, expected) => {
    expect(language.condition(state, rules[index] as JsonObject)(aScope({ input }))).toEqual(expected);
  });

  test.each<readonly [string, number | undefined, Outcome | Failure]>([
    ['of the rule', 0, { output: 'big', assigned: { size: 6 } }],
    ['of nobody where the rule has none', 1, { output: { n: 6 }, assigned: undefined }],
    ['of the state for its Default', undefined, { output: 'otherwise', assigned: undefined }],
    ['of the rule even where it fails', 2, says('$no', 'Choices[2]/Output', undefinedResult)],
  ])('hands on the Output %s', (_title, index, expected) => {
    const rule = index === undefined ? undefined : (rules[index] as JsonObject);
    expect(language.concludeChoice(state, rule)(aScope({ input: { n: 6 } }))).toEqual(expected);
  });
});

const at = Date.UTC(2024, 0, 1);
const notATimestamp =
  'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ';

describe('a Wait', () => {
  test.each<readonly [JsonObject, number | Failure]>([
    [{ Seconds: 5 }, at + 5000],
    [{ Seconds: '{% $states.input.s %}' }, at + 3000],
    [
      { Seconds: '{% -1 %}' },
      new EvaluationFailure(
        "The value of the field 'Seconds' must not be less than 0, but was: -1",
        'Seconds',
      ),
    ],
    [
      { Seconds: '{% 0.5 %}' },
      new EvaluationFailure(
        "The value of the field 'Seconds' must be a whole number, but was: 0.5",
        'Seconds',
      ),
    ],
    [
      { Seconds: '{% "3" %}' },
      says(
        '"3"',
        'Seconds',
        "returned an unexpected result type. Expected 'number', but was 'string' for value: \"3\"",
      ),
    ],
    [{ Timestamp: '2024-01-01T00:00:01Z' }, at + 1000],
    [{ Timestamp: '{% $states.input.t %}' }, at + 1244],
    [
      { Timestamp: '{% "2016-12-05T21:29:29" %}' },
      new EvaluationFailure(`${notATimestamp}2016-12-05T21:29:29`, 'Timestamp'),
    ],
    [
      { Timestamp: '{% "2016-13-05T21:29:29Z" %}' },
      new EvaluationFailure(`${notATimestamp}2016-13-05T21:29:29Z`, 'Timestamp'),
    ],
    [
      { Timestamp: '{% 5 %}' },
      says(
        '5',
        'Timestamp',
        "returned an unexpected result type. Expected 'string', but was 'number' for value: 5",
      ),
    ],
    [
      { Timestamp: '{% "9999-01-01T00:00:00Z" %}' },
      new EvaluationFailure('Wait state delay is too long.', 'Timestamp'),
    ],
  ])('%j', (state, expected) => {
    const input = { s: 3, t: '2024-01-01T00:00:01.243167252Z' };
    expect(language.until(state)(aScope({ at, input }))).toEqual(expected);
  });
});

const unexpected = (expected: string, was: string, value: string) =>
  `returned an unexpected result type. Expected '${expected}', but was '${was}' for value: ${value}`;

describe('fields of one type', () => {
  const scope = aScope({ input: { n: 7, s: 'x', f: 1.5 } });
  const number = (state: JsonObject, field: NumberField) => () => language.number(state, field)?.(scope);

  test.each<readonly [string, () => unknown, Json | Failure | undefined]>([
    ['a literal', number({ TimeoutSeconds: 5 }, 'TimeoutSeconds'), 5],
    ['an expression', number({ HeartbeatSeconds: '{% $states.input.n %}' }, 'HeartbeatSeconds'), 7],
    ['an assignment', number({ MaxConcurrency: '{% $variable := 1 %}' }, 'MaxConcurrency'), 1],
    ['none', number({}, 'MaxConcurrency'), undefined],
    [
      'a percentage with a fraction',
      number({ ToleratedFailurePercentage: '{% $states.input.f %}' }, 'ToleratedFailurePercentage'),
      1.5,
    ],
    ['inside a reader', number({ ItemReader: { ReaderConfig: { MaxItems: '{% 3 %}' } } }, 'MaxItems'), 3],
    ['inside a batcher', number({ ItemBatcher: { MaxItemsPerBatch: '{% 3 %}' } }, 'MaxItemsPerBatch'), 3],
    [
      'a text for a number',
      number({ TimeoutSeconds: '{% $states.input.s %}' }, 'TimeoutSeconds'),
      says('$states.input.s', 'TimeoutSeconds', unexpected('number', 'string', '"x"')),
    ],
    [
      'null for a number',
      number({ MaxConcurrency: '{% null %}' }, 'MaxConcurrency'),
      says('null', 'MaxConcurrency', unexpected('number', 'null', 'null')),
    ],
    [
      'a number below',
      number({ TimeoutSeconds: '{% 0 %}' }, 'TimeoutSeconds'),
      new EvaluationFailure(
        "The value of the field 'TimeoutSeconds' must not be less than 1, but was: 0",
        'TimeoutSeconds',
      ),
    ],
    [
      'a number above',
      number({ ToleratedFailurePercentage: '{% 101 %}' }, 'ToleratedFailurePercentage'),
      new EvaluationFailure(
        "The value of the field 'ToleratedFailurePercentage' must not be greater than 100, but was: 101",
        'ToleratedFailurePercentage',
      ),
    ],
    [
      'a fraction for a count',
      number({ ItemBatcher: { MaxItemsPerBatch: '{% 1.5 %}' } }, 'MaxItemsPerBatch'),
      new EvaluationFailure(
        "The value of the field 'ItemBatcher/MaxItemsPerBatch' must be a whole number, but was: 1.5",
        'ItemBatcher/MaxItemsPerBatch',
      ),
    ],
    ['a literal Error', () => language.failText({ Error: 'E' }, 'Error')(scope), 'E'],
    [
      'an expression for a Cause',
      () => language.failText({ Cause: '{% "n=" & $states.input.n %}' }, 'Cause')(scope),
      'n=7',
    ],
    ['no Cause', () => language.failText({}, 'Cause')(scope), undefined],
    [
      'a number for an Error',
      () => language.failText({ Error: '{% 1 %}' }, 'Error')(scope),
      says('1', 'Error', unexpected('string', 'number', '1')),
    ],
    [
      'a role',
      () => language.targetRoleArn({ Credentials: { RoleArn: '{% "arn:" & $states.input.s %}' } })?.(scope),
      'arn:x',
    ],
    [
      'a role that is no text',
      () => language.targetRoleArn({ Credentials: { RoleArn: '{% {} %}' } })?.(scope),
      says('{}', 'Credentials/RoleArn', unexpected('string', 'object', '{}')),
    ],
    ['no Credentials', () => language.targetRoleArn({}), undefined],
  ])('%s', (_title, evaluate, expected) => {
    expect(evaluate()).toEqual(expected);
  });
});

describe('a Map', () => {
  const items = (state: JsonObject, scope: Scope) => language.items(state)(scope);
  const wrong = (was: string, value: string) =>
    says('$states.input', 'Items', unexpected('array', was, value));

  test.each<readonly [string, JsonObject, Json, Json | Failure]>([
    ['its input by default', {}, [1, 'two', true], [1, 'two', true]],
    ['literal items', { Items: [1, '{% $number("2") %}', 3] }, {}, [1, 2, 3]],
    ['an expression', { Items: "{% [1, 'two', 3] %}" }, {}, [1, 'two', 3]],
    ['an array of one', { Items: '{% [0] %}' }, {}, [0]],
    [
      'no array as input',
      {},
      { foo: 'bar' },
      new EvaluationFailure('Map state input must be an array but was: {"foo":"bar"}', undefined),
    ],
    [
      'null as input',
      {},
      null,
      new EvaluationFailure('Map state input must be an array but was: null', undefined),
    ],
    ['a text', { Items: '{% $states.input %}' }, 'string', wrong('string', '"string"')],
    ['an object', { Items: '{% $states.input %}' }, { foo: 'bar' }, wrong('object', '{"foo":"bar"}')],
    ['a number', { Items: '{% $states.input %}' }, 1, wrong('number', '1')],
    ['a truth value', { Items: '{% $states.input %}' }, true, wrong('boolean', 'true')],
    ['null', { Items: '{% $states.input %}' }, null, wrong('null', 'null')],
    ['an item that is undefined', { Items: [1, '{% $no %}'] }, {}, says('$no', 'Items[1]', undefinedResult)],
  ])('iterates over %s', (_title, state, input, expected) => {
    expect(items(state, aScope({ input }))).toEqual(expected);
  });

  test('gives an iteration its item, or what ItemSelector makes of it', () => {
    const scope = aScope({ input: { rate: 2 }, context: { Map: { Item: { Index: 0, Value: 5 } } } });
    expect(language.itemInput({})(scope, 5)).toBe(5);
    const selector = { v: '{% $states.context.Map.Item.Value * $states.input.rate %}' };
    expect(language.itemInput({ ItemSelector: selector })(scope, 5)).toEqual({ v: 10 });
    expect(language.itemInput({ ItemSelector: { v: '{% $no %}' } })(scope, 5)).toEqual(
      says('$no', 'ItemSelector/v', undefinedResult),
    );
  });

  test.each<readonly [string, () => unknown, Json | Failure | undefined]>([
    [
      'a reader',
      () =>
        language.payload(
          { ItemReader: { Arguments: { Bucket: '{% $states.input.b %}' } } },
          'ItemReader',
        )?.(aScope({ input: { b: 'x' } })),
      { Bucket: 'x' },
    ],
    [
      'a batch',
      () => language.payload({ ItemBatcher: { BatchInput: '{% 1 + 1 %}' } }, 'ItemBatcher')?.(aScope()),
      2,
    ],
    [
      'a writer that fails',
      () =>
        language.payload({ ResultWriter: { Arguments: { Key: '{% $no %}' } } }, 'ResultWriter')?.(aScope()),
      says('$no', 'ResultWriter/Arguments/Key', undefinedResult),
    ],
    ['none', () => language.payload({ ResultWriter: {} }, 'ResultWriter'), undefined],
  ])('evaluates the payload of %s', (_title, evaluate, expected) => {
    expect(evaluate()).toEqual(expected);
  });
});

test('a workflow variable hides a function of its name', () => {
  const evaluate = language.input({ Arguments: '{% $count %}' });
  expect(evaluate(aScope({ variables: { count: 3 } }))).toBe(3);
  expect(evaluate(aScope())).toBeInstanceOf(Failure);
});

test('an evaluation leaves nothing for the next one', () => {
  const evaluate = language.input({ Arguments: '{% ($x := $exists($x) ? $x + 1 : 1; $x) %}' });
  expect([evaluate(aScope()), evaluate(aScope())]).toEqual([1, 1]);
});
