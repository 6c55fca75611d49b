import { describe, expect, test } from 'vitest';
import { compileCondition } from '../../../../src/asl/expressions/choice/compile.ts';
import { choiceOperatorNames } from '../../../../src/asl/expressions/choice/index.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import { aScope } from '../scope.ts';

function holds(rule: JsonObject, data: Json): boolean | Failure {
  const scope = aScope({
    input: data,
    context: { Execution: { Name: 'run' } },
    variables: { guess: 'a', n: 5 },
  });
  return compileCondition(rule)(scope, data);
}

type Expectation = readonly [operator: string, expected: Json, value: Json, holds: boolean];

const early = '2012-10-09T19:00:55Z';
const late = '2012-10-09T19:00:56Z';

const comparisons: readonly Expectation[] = [
  ['BooleanEquals', true, true, true],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', true, false, false],
  ['BooleanEquals', false, true, false],
  ['BooleanEquals', true, 'true', false],
  ['BooleanEquals', true, 1, false],
  ['BooleanEquals', false, 0, false],
  ['BooleanEquals', false, null, false],
  ['BooleanEquals', false, '', false],
  ['BooleanEquals', true, [true], false],

  ['NumericEquals', 0, 0, true],
  ['NumericEquals', 1, 1, true],
  ['NumericEquals', 1.1, 1.1, true],
  ['NumericEquals', 1, 1.1, false],
  ['NumericEquals', -1, -1, true],
  ['NumericEquals', 1, '1', false],
  ['NumericEquals', 1, true, false],
  ['NumericEquals', 0, null, false],
  ['NumericEquals', 0, [], false],
  ['NumericLessThan', 1, 0, true],
  ['NumericLessThan', 1, 1, false],
  ['NumericLessThan', 1, 2, false],
  ['NumericLessThan', 1, '0', false],
  ['NumericLessThan', 1, null, false],
  ['NumericLessThanEquals', 1, 0, true],
  ['NumericLessThanEquals', 1, 1, true],
  ['NumericLessThanEquals', 1, 1.01, false],
  ['NumericGreaterThan', 1, 2, true],
  ['NumericGreaterThan', 1, 1, false],
  ['NumericGreaterThan', 1, {}, false],
  ['NumericGreaterThanEquals', 1, 2, true],
  ['NumericGreaterThanEquals', 1, 1, true],
  ['NumericGreaterThanEquals', 1, 0.9, false],

  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', '', '', true],
  ['StringEquals', '\t\r\n', '\t\n', false],
  ['StringEquals', '1', 1, false],
  ['StringEquals', 'null', null, false],
  ['StringLessThan', 'b', 'a', true],
  ['StringLessThan', 'AB', 'A', true],
  ['StringLessThan', 'a', 'a', false],
  ['StringLessThan', 'a', 'B', true],
  ['StringLessThan', 'a', 5, false],
  ['StringLessThanEquals', 'a', 'a', true],
  ['StringLessThanEquals', 'a', 'b', false],
  ['StringGreaterThan', 'A', 'AB', true],
  ['StringGreaterThan', 'a', 'a', false],
  ['StringGreaterThan', 'A\t\n\r', 'A', false],
  ['StringGreaterThanEquals', 'a', 'a', true],
  ['StringGreaterThanEquals', 'a', 'Z', false],
  ['StringGreaterThanEquals', '', '', true],

  ['StringMatches', 'log-*.txt', 'log-1.txt', true],
  ['StringMatches', 'log-*.txt', 'log-.txt', true],
  ['StringMatches', 'log-*.txt', 'log-1.csv', false],
  ['StringMatches', '*', '', true],
  ['StringMatches', '*', 'anything', true],
  ['StringMatches', '**', 'anything', true],
  ['StringMatches', '', '', true],
  ['StringMatches', '', 'a', false],
  ['StringMatches', 'abc', 'abc', true],
  ['StringMatches', 'abc', 'abcd', false],
  ['StringMatches', 'a*', 'abc', true],
  ['StringMatches', '*c', 'abc', true],
  ['StringMatches', '*b*', 'abc', true],
  ['StringMatches', 'a*b*c', 'a1b2c', true],
  ['StringMatches', 'a*b*c', 'a1c2b', false],
  ['StringMatches', 'ab*ba', 'aba', false],
  ['StringMatches', '*ab*ab*', 'xabyab', true],
  ['StringMatches', '*ab*ab*', 'xabya', false],
  ['StringMatches', 'a\\*c', 'a*c', true],
  ['StringMatches', 'a\\*c', 'abc', false],
  ['StringMatches', 'a\\\\*', 'a\\b', true],
  ['StringMatches', 'a\\b', 'a\\b', true],
  ['StringMatches', 'a.c', 'abc', false],
  ['StringMatches', 'a*', 5, false],
  ['StringMatches', '*', null, false],

  ['TimestampEquals', early, early, true],
  ['TimestampEquals', early, late, false],
  ['TimestampEquals', early, '2012-10-09T20:00:55+01:00', true],
  ['TimestampEquals', early, '2012-10-09T19:00:55.000Z', true],
  ['TimestampEquals', early, '2012-10-09T19:00:55.000000001Z', false],
  ['TimestampEquals', '2012-10-09T19:00:55.1Z', '2012-10-09T19:00:55.100000000Z', true],
  ['TimestampEquals', early, '2012-10-09T19:00:55', false],
  ['TimestampEquals', early, '2012-10-09 19:00:55Z', false],
  ['TimestampEquals', early, '', false],
  ['TimestampEquals', early, 1349809255, false],
  ['TimestampEquals', early, null, false],
  ['TimestampEquals', early, [early], false],
  ['TimestampLessThan', late, early, true],
  ['TimestampLessThan', early, early, false],
  ['TimestampLessThan', early, '2012-10-09T19:00:55.999-01:00', false],
  ['TimestampLessThan', '2012-10-09T19:00:55.000000002Z', '2012-10-09T19:00:55.000000001Z', true],
  ['TimestampLessThanEquals', early, early, true],
  ['TimestampLessThanEquals', early, late, false],
  ['TimestampGreaterThan', early, late, true],
  ['TimestampGreaterThan', early, early, false],
  ['TimestampGreaterThan', early, 'zzz', false],
  ['TimestampGreaterThanEquals', early, early, true],
  ['TimestampGreaterThanEquals', late, early, false],

  ['IsNull', true, null, true],
  ['IsNull', true, 0, false],
  ['IsNull', false, 0, true],
  ['IsNull', false, null, false],
  ['IsNumeric', true, 0, true],
  ['IsNumeric', true, 1.5, true],
  ['IsNumeric', true, '0', false],
  ['IsNumeric', false, '0', true],
  ['IsNumeric', false, null, true],
  ['IsString', true, '', true],
  ['IsString', true, 5, false],
  ['IsString', false, [], true],
  ['IsBoolean', true, false, true],
  ['IsBoolean', true, 'false', false],
  ['IsBoolean', false, 'false', true],
  ['IsTimestamp', true, early, true],
  ['IsTimestamp', true, '2016-03-05T21:29:29.243167252Z', true],
  ['IsTimestamp', true, '2016-03-05T21:29:29+05:30', true],
  ['IsTimestamp', true, '2016-03-05', false],
  ['IsTimestamp', true, '2016-03-05T21:29:29', false],
  ['IsTimestamp', true, '2025-01-01T00%3A00%3A00Z', false],
  ['IsTimestamp', true, '2016-13-05T21:29:29Z', false],
  ['IsTimestamp', true, '2016-02-30T21:29:29Z', false],
  ['IsTimestamp', true, 1735689600, false],
  ['IsTimestamp', false, 'nope', true],
  ['IsPresent', true, null, true],
  ['IsPresent', true, {}, true],
  ['IsPresent', false, null, false],
];

describe('a comparison with a literal', () => {
  test.each(comparisons)('%s %j of %j: %s', (operator, expected, value, result) => {
    expect(holds({ Variable: '$.value', [operator]: expected }, { value })).toBe(result);
  });
});

const withPath = comparisons.filter(
  ([operator, expected]) => choiceOperatorNames.includes(`${operator}Path`) && typeof expected !== 'object',
);

describe('a comparison with what a path gives', () => {
  test.each(withPath)('%sPath to %j of %j: %s', (operator, expected, value, result) => {
    expect(holds({ Variable: '$.value', [`${operator}Path`]: '$.expected' }, { value, expected })).toBe(
      result,
    );
  });
});

// AWS reads whatever a Numeric…Path refers to as a number.
const coerced: readonly Expectation[] = [
  ['NumericGreaterThan', [6], 7, true],
  ['NumericGreaterThanEquals', false, 8, true],
  ['NumericGreaterThanEquals', '8', 8, true],
  ['NumericEquals', true, 1, true],
  ['NumericEquals', 'x', 0, true],
  ['NumericEquals', null, 0, true],
  ['NumericLessThanEquals', { value: 8 }, 8, false],
  ['NumericEquals', '8', '8', false],
  ['StringEquals', 8, '8', false],
  ['BooleanEquals', 'true', true, false],
  ['TimestampEquals', 5, early, false],
];

test.each(coerced)('%sPath to %j of %j: %s', (operator, expected, value, result) => {
  expect(holds({ Variable: '$.value', [`${operator}Path`]: '$.expected' }, { value, expected })).toBe(result);
});

const yes: JsonObject = { Variable: '$.t', BooleanEquals: true };
const no: JsonObject = { Variable: '$.t', BooleanEquals: false };
const fails: JsonObject = { Variable: '$.missing', BooleanEquals: true };
const missing = new Failure(
  'States.Runtime',
  "Invalid path '$.missing': The choice state's condition path references an invalid value.",
);

const combined: readonly (readonly [rule: JsonObject, result: boolean | Failure])[] = [
  [{ And: [yes] }, true],
  [{ And: [yes, yes, yes] }, true],
  [{ And: [yes, no] }, false],
  [{ And: [no, fails] }, false],
  [{ And: [yes, fails] }, missing],
  [{ Or: [no] }, false],
  [{ Or: [no, no, yes] }, true],
  [{ Or: [yes, fails] }, true],
  [{ Or: [no, fails] }, missing],
  [{ Not: yes }, false],
  [{ Not: no }, true],
  [{ Not: fails }, missing],
  [{ Not: { And: [yes, no] } }, true],
  [{ And: [{ Or: [no, yes] }, { Not: { Not: yes } }] }, true],
  [{ And: [{ Variable: '$.missing', IsPresent: true }, fails] }, false],
];

test.each(combined)('%j comes to %j', (rule, result) => {
  expect(holds(rule, { t: true })).toEqual(result);
});

const variables: readonly (readonly [rule: JsonObject, data: Json, result: boolean])[] = [
  [{ Variable: '$', StringEquals: 'No messages' }, 'No messages', true],
  [{ Variable: '$', NumericEquals: 5 }, 5, true],
  [{ Variable: '$.list[0].x', NumericEquals: 5 }, { list: [{ x: 5 }] }, true],
  [{ Variable: "$['a b']", IsNull: true }, { 'a b': null }, true],
  [{ Variable: '$$.Execution.Name', StringEquals: 'run' }, {}, true],
  [{ Variable: '$guess', StringEqualsPath: '$.answer' }, { answer: 'a' }, true],
  [{ Variable: '$.answer', NumericEqualsPath: '$n' }, { answer: 5 }, true],
  [{ Variable: '$.answer', StringEqualsPath: '$$.Execution.Name' }, { answer: 'run' }, true],
  [{ Variable: '$.list.length()', NumericGreaterThan: 1 }, { list: [1, 2] }, true],
  [{ Variable: '$.list[*]', IsPresent: true }, { list: [] }, true],
  [{ Variable: '$.missing', IsPresent: false }, {}, true],
  [{ Variable: '$.a.b', IsPresent: true }, { a: 5 }, false],
  [{ Variable: '$.list[3]', IsPresent: true }, { list: [1] }, false],
  [{ Variable: '$.toString', IsPresent: true }, {}, false],
  [{ Variable: '$nope', IsPresent: false }, {}, true],
  [{ Variable: '$$.Task.Token', IsPresent: false }, {}, true],
  [{ BooleanEquals: true, Next: 'X', Comment: 'c', Variable: '$.t' }, { t: true }, true],
];

test.each(variables)('%j on %j: %s', (rule, data, result) => {
  expect(holds(rule, data)).toBe(result);
});

const invalid: readonly (readonly [rule: JsonObject, path: string])[] = [
  [{ Variable: '$.x', NumericEquals: 1 }, '$.x'],
  [{ Variable: '$.x', IsNull: true }, '$.x'],
  [{ Variable: '$.x', IsNumeric: false }, '$.x'],
  [{ Variable: '$.x', IsTimestamp: true }, '$.x'],
  [{ Variable: '$.value', NumericEqualsPath: '$.x' }, '$.x'],
  [{ Variable: '$.x', NumericEqualsPath: '$.y' }, '$.x'],
  [{ Variable: '$nope', StringEquals: 'a' }, '$nope'],
  [{ Variable: '$$.Task.Token', StringEquals: 'a' }, '$$.Task.Token'],
];

test.each(invalid)('%j fails, for %s leads nowhere', (rule, path) => {
  expect(holds(rule, { value: 1 })).toEqual(
    new Failure(
      'States.Runtime',
      `Invalid path '${path}': The choice state's condition path references an invalid value.`,
    ),
  );
});

test('every operator of the guide has its name, those with a Path form both', () => {
  expect(choiceOperatorNames.length).toBe(39);
  expect(choiceOperatorNames).toEqual(
    expect.arrayContaining([
      'StringMatches',
      'IsPresent',
      'TimestampGreaterThanEqualsPath',
      'BooleanEqualsPath',
    ]),
  );
  expect(choiceOperatorNames).not.toContain('StringMatchesPath');
});

test('a wildcard pattern made to take long is decided quickly', () => {
  const text = 'a'.repeat(100_000);
  expect(holds({ Variable: '$', StringMatches: `${'*a'.repeat(500)}*b` }, text)).toBe(false);
});
