import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aMachine, findingsIn } from '../definitions.ts';

const done = { E: { Type: 'Succeed' } };

function findings(rule: Json, fields: JsonObject = {}): readonly string[] {
  return findingsIn(aMachine({ Type: 'Choice', Choices: [rule], ...fields }, done));
}

const literals: Readonly<Record<string, Json>> = {
  String: 'a',
  Numeric: 1.5,
  Timestamp: '2016-12-05T21:29:29Z',
};
const orderings = ['Equals', 'GreaterThan', 'GreaterThanEquals', 'LessThan', 'LessThanEquals'];
const operators: readonly (readonly [string, Json])[] = [
  ...Object.entries(literals).flatMap(([kind, literal]) =>
    orderings.flatMap((ordering): [string, Json][] => [
      [`${kind}${ordering}`, literal],
      [`${kind}${ordering}Path`, '$.other'],
    ]),
  ),
  ['BooleanEquals', false],
  ['BooleanEqualsPath', '$.other'],
  ['StringMatches', 'a*'],
  ...['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'].map(
    (name): [string, Json] => [name, true],
  ),
];

test.each(operators)('%s compares a Variable', (operator, operand) => {
  expect(findings({ Variable: '$.x', [operator]: operand, Next: 'E' })).toEqual([]);
});

describe('an operand is of the kind its operator compares', () => {
  test.each([
    ['StringEquals', 1, 'Expected value of type String'],
    ['NumericLessThan', '1', 'Expected value of type Number'],
    ['BooleanEquals', 'true', 'Expected value of type Boolean'],
    ['IsPresent', 'true', 'Expected value of type Boolean'],
    ['TimestampEquals', 'yesterday', 'String does not match RFC3339 timestamp'],
    ['StringEqualsPath', 'other', "Value is not a Reference Path: Reference path didn't start with '$'"],
  ])('%s %j', (operator, operand, message) => {
    expect(findings({ Variable: '$.x', [operator]: operand, Next: 'E' })).toEqual([
      `${message} at /States/S/Choices[0]/${operator}`,
    ]);
  });
});

describe('a rule', () => {
  const kinds = 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]';
  const isNull = { Variable: '$.x', IsNull: true };
  const cases: readonly (readonly [title: string, rule: Json, findings: readonly string[]])[] = [
    ['of rules', { And: [isNull, { Or: [isNull, { Not: isNull }] }], Next: 'E' }, []],
    ['with a Comment and an Assign', { ...isNull, Comment: 'x', Assign: { 'a.$': '$.a' }, Next: 'E' }, []],
    ['about the Context object', { Variable: '$$.Execution.Id', IsNull: true, Next: 'E' }, []],
    ['about a variable', { Variable: '$x.y', IsNull: true, Next: 'E' }, []],
    ['about a member with a dash', { Variable: '$.detail-type', IsNull: true, Next: 'E' }, []],
    ['that is a text', 'E', ['Expected value of type Object at ']],
    ['without Next', isNull, ['These fields are required: [Next] at ']],
    ['without anything to test', { Next: 'E' }, [`${kinds} at `]],
    ['with an operator but no Variable', { IsNull: true, Next: 'E' }, [`${kinds} at `]],
    ['with a Variable and a Not', { ...isNull, Not: isNull, Next: 'E' }, [`${kinds} at `]],
    [
      'with an unknown operator',
      { Variable: '$.x', IsEven: true, Next: 'E' },
      [expect.stringMatching(/^This object should have only one of/), "Field 'IsEven' is not supported at "],
    ],
    ['with empty And', { And: [], Next: 'E' }, ['Value cannot be empty at /And']],
    ['with And that is an object', { And: isNull, Next: 'E' }, ['Expected value of type Array at /And']],
    [
      'with Next inside And',
      { And: [{ ...isNull, Next: 'E' }], Next: 'E' },
      ["Field 'Next' is not supported at /And[0]"],
    ],
    [
      'with Next inside Not',
      { Not: { ...isNull, Next: 'E' }, Next: 'E' },
      ["Field 'Next' is not supported at /Not"],
    ],
    [
      'with Assign inside Or',
      { Or: [{ ...isNull, Assign: {} }], Next: 'E' },
      ["Field 'Assign' is not supported at /Or[0]"],
    ],
    [
      'with a Variable that is no path',
      { Variable: 'Test', IsNull: true, Next: 'E' },
      ["Value is not a Reference Path: Reference path didn't start with '$' at /Variable"],
    ],
    [
      'with a Condition in a JSONPath state',
      { Condition: '{% true %}', Next: 'E' },
      [
        "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage at ",
      ],
    ],
  ];
  test.each(cases)('%s', (_, rule, expected) => {
    const located = expected.map((finding) =>
      typeof finding === 'string' ? finding.replace(/ at (?=\/|$)/, ' at /States/S/Choices[0]') : finding,
    );
    expect(findings(rule)).toEqual(located);
  });

  test('compares in one way only', () => {
    expect(findings({ Variable: '$.x', IsNull: true, IsString: true, Next: 'E' })).toEqual([
      expect.stringMatching(
        /^There should only be one of the following fields: \[StringEquals, .*IsTimestamp\] at \/States\/S\/Choices\[0\]$/,
      ),
    ]);
  });

  test('compares in some way', () => {
    expect(findings({ Variable: '$.x', Next: 'E' })).toEqual([
      expect.stringMatching(
        /^This object should have only one of the following fields: \[StringEquals, .*\] at /,
      ),
    ]);
  });
});

describe('a JSONata rule', () => {
  const jsonata = { QueryLanguage: 'JSONata' };
  test.each(['{% $x > 1 %}', true, false])('has the Condition %j', (Condition) => {
    expect(findings({ Condition, Output: '{% $x %}', Assign: { a: '{% 1 %}' }, Next: 'E' }, jsonata)).toEqual(
      [],
    );
  });

  test('has no Variable', () => {
    expect(findings({ Variable: '$.x', IsNull: true, Next: 'E' }, jsonata)).toEqual([
      "The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported for the 'JSONPath' QueryLanguage at /States/S/Choices[0]",
      "The QueryLanguage is set to 'JSONata', but field 'IsNull' is only supported for the 'JSONPath' QueryLanguage at /States/S/Choices[0]",
    ]);
  });

  test('has a Condition that is an expression', () => {
    expect(findings({ Condition: '$x', Next: 'E' }, jsonata)).toEqual([
      'JSONata string must start with {% and end with %} at /States/S/Choices[0]/Condition',
    ]);
  });
});

test.each([
  ['no Choices', { Type: 'Choice', Default: 'E' }, 'These fields are required: [Choices] at /States/S'],
  [
    'empty Choices',
    { Type: 'Choice', Choices: [], Default: 'E' },
    'Value cannot be empty at /States/S/Choices',
  ],
  [
    'Choices that are an object',
    { Type: 'Choice', Choices: {}, Default: 'E' },
    'Expected value of type Array at /States/S/Choices',
  ],
])('a Choice has rules, not %s', (_, state, finding) => {
  expect(findingsIn(aMachine(state, done))).toEqual([finding]);
});
