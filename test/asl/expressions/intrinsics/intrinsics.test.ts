import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { intrinsics } from '../../../../src/asl/expressions/intrinsics/index.ts';
import { compileTemplateValue } from '../../../../src/asl/expressions/payload-template.ts';
import { findTemplateValueProblem } from '../../../../src/asl/expressions/syntax.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Json } from '../../../../src/base/json.ts';
import { aScope } from '../scope.ts';

const data: Json = {
  name: 'Ada',
  n: 2,
  nil: null,
  list: [1, 2, 3, 3, 4],
  texts: ['a', 'b', 'a'],
  none: [],
  obj: { a: 1, b: [true, null] },
  other: { b: 2, c: 3 },
  json: '{"k":[1,2]}',
  template: 'Hello {}',
  arn: 'arn:aws:s3:::a/b/c.txt',
};

function evaluate(expression: string, on: Json = data): Json | Failure {
  const scope = aScope({
    input: on,
    context: { Execution: { Name: 'run-1', Input: { x: 9 } }, StateMachine: { Id: 'arn', Name: 'm' } },
    variables: { v: { w: 'variable' } },
    random: 0.999,
    id: 'id-1',
  });
  return compileTemplateValue(expression, 'x.$')(scope, on);
}

const values: readonly (readonly [expression: string, expected: Json])[] = [
  // States.Array
  ['States.Array()', []],
  ['States.Array(1)', [1]],
  ["States.Array('a', 1, true, false, null, -1.5)", ['a', 1, true, false, null, -1.5]],
  ['States.Array($.n, $.nil, $.obj)', [2, null, { a: 1, b: [true, null] }]],
  ['States.Array( 1 , 2 )', [1, 2]],
  ['States.Array(States.Array(1), States.Array())', [[1], []]],
  ['States.Array($$.Execution.Name, $v.w)', ['run-1', 'variable']],
  ['States.Array(1e3, 2.5E-1, 007)', [1000, 0.25, 7]],
  ["States.Array($['name'], $.list[?(@ > 3)], $.list[0,1])", ['Ada', [4], [1, 2]]],
  // States.ArrayPartition
  ['States.ArrayPartition($.list, 2)', [[1, 2], [3, 3], [4]]],
  ['States.ArrayPartition($.list, 4)', [[1, 2, 3, 3], [4]]],
  ['States.ArrayPartition($.list, 99)', [[1, 2, 3, 3, 4]]],
  ['States.ArrayPartition($.none, 3)', []],
  ['States.ArrayPartition($.list, 2.6)', [[1, 2], [3, 3], [4]]],
  // States.ArrayContains
  ['States.ArrayContains($.list, 2)', true],
  ['States.ArrayContains($.list, 9)', false],
  ["States.ArrayContains($.texts, 'b')", true],
  ['States.ArrayContains($.obj.b, null)', true],
  ['States.ArrayContains($.obj.b, false)', false],
  ['States.ArrayContains(States.Array($.obj), $.obj)', true],
  ['States.ArrayContains(States.Array($.list), $.list)', true],
  ['States.ArrayContains($.none, 1)', false],
  ["States.ArrayContains(States.Array('true', '5'), true)", true],
  ["States.ArrayContains(States.Array('true', '5'), 5)", true],
  ['States.ArrayContains(States.Array(0, 1), false)', false],
  [
    `States.ArrayContains(States.Array(States.StringToJson('\\{"b":1,"a":2\\}')), States.StringToJson('\\{"a":2,"b":1\\}'))`,
    false,
  ],
  // States.ArrayRange
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(-2, 2, 2)', [-2, 0, 2]],
  ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
  ['States.ArrayRange(3, 3, 1)', [3]],
  ['States.ArrayRange(3, 3, -1)', [3]],
  ['States.ArrayRange(5, 1, 1)', []],
  ['States.ArrayRange(1, 5, -1)', []],
  ['States.ArrayRange(1.4, 5.6, 2.2)', [1, 3, 5]],
  ['States.ArrayRange(1.6, 1.4, 1)', [1]],
  ['States.ArrayRange(5.4, -0.6, -2.4)', [5, 3, 1]],
  ['States.ArrayLength(States.ArrayRange(1, 1000, 1))', 1000],
  ['States.ArrayLength(States.ArrayRange(1000, 1, -1))', 1000],
  // States.ArrayGetItem
  ['States.ArrayGetItem($.list, 0)', 1],
  ['States.ArrayGetItem($.list, 4)', 4],
  ['States.ArrayGetItem($.list, $.n)', 3],
  ['States.ArrayGetItem($.obj.b, 1)', null],
  ['States.ArrayGetItem($.list, 1.9)', 2],
  ['States.ArrayGetItem($.none, 999)', null],
  // States.ArrayLength
  ['States.ArrayLength($.list)', 5],
  ['States.ArrayLength($.none)', 0],
  ['States.ArrayLength($.list[*])', 5],
  ['States.ArrayLength($.missing[*].x)', 0],
  // States.ArrayUnique: in the order of a Java HashSet
  ['States.ArrayUnique($.list)', [1, 2, 3, 4]],
  ['States.ArrayUnique($.texts)', ['a', 'b']],
  ['States.ArrayUnique($.none)', []],
  ['States.ArrayUnique(States.Array(true, false, true, false))', [false, true]],
  ['States.ArrayUnique(States.Array(null, null, 1, null))', [null, 1]],
  ['States.ArrayUnique(States.Array(1, null))', [null, 1]],
  ["States.ArrayUnique(States.Array(1, '1', 1, '01'))", [1, '1', '01']],
  [
    'States.ArrayUnique(States.Array(States.Array(1,2), States.Array(1,2), States.Array(2,1)))',
    [
      [2, 1],
      [1, 2],
    ],
  ],
  ['States.ArrayUnique(States.Array($.obj, $.obj))', [{ a: 1, b: [true, null] }]],
  // States.Base64Encode and Base64Decode
  ["States.Base64Encode('')", ''],
  ["States.Base64Encode('a')", 'YQ=='],
  ["States.Base64Encode('ab')", 'YWI='],
  ["States.Base64Encode('abc')", 'YWJj'],
  ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
  ["States.Base64Encode('✓🚀')", '4pyT8J+agA=='],
  ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
  ["States.Base64Decode('')", ''],
  ["States.Base64Decode('4pyT8J+agA==')", '✓🚀'],
  ["States.Base64Decode('44GT44KT')", 'こん'],
  ["States.Base64Decode('YWJjAGRlZg==')", 'abc\u0000def'],
  ["States.Base64Decode('YWJjZA')", 'abcd'],
  ["States.Base64Decode(' YWJj\nZA== ')", 'abcd'],
  ["States.Base64Decode('YW==Jj')", 'a'],
  ["States.Base64Decode('!YWJj!')", 'abc'],
  ["States.Base64Decode('4pyT8J-agA')", '✓🚀'],
  ['States.Base64Decode(States.Base64Encode($.name))', 'Ada'],
  // States.Hash
  ["States.Hash('hello', 'MD5')", '5d41402abc4b2a76b9719d911017c592'],
  ["States.Hash('hello', 'SHA-1')", 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
  [
    "States.Hash('Hash this string', 'SHA-256')",
    '1cac63f39fd68d8c531f27b807610fb3d50f0fc3f186995767fb6316e7200a3e',
  ],
  ["States.Hash('', 'SHA-256')", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ["States.Hash('✓', 'SHA-256')", '1dabba21cdad44541f6b15796f8d22978fc7ea10c46aeceeeeb66c23b3ac7604'],
  ["States.Hash(123, 'MD5')", createHash('md5').update('123').digest('hex')],
  ["States.Hash($.other, 'MD5')", createHash('md5').update('{b=2, c=3}').digest('hex')],
  // States.JsonMerge: in the order of a Java HashMap
  ['States.JsonMerge($.obj, $.other, false)', { a: 1, b: 2, c: 3 }],
  ['States.JsonMerge($.other, $.obj, false)', { a: 1, b: [true, null], c: 3 }],
  ["States.JsonMerge($.other, $.other, 'false')", { b: 2, c: 3 }],
  // States.JsonToString and StringToJson
  ['States.JsonToString($.nil)', 'null'],
  ['States.JsonToString($.n)', '2'],
  ['States.JsonToString($.name)', '"Ada"'],
  ["States.JsonToString('x')", '"x"'],
  ['States.JsonToString($.obj)', '{"a":1,"b":[true,null]}'],
  ['States.JsonToString(States.Array(1, 2))', '[1,2]'],
  ['States.StringToJson($.json)', { k: [1, 2] }],
  ["States.StringToJson('5')", 5],
  ["States.StringToJson(' null ')", null],
  ["States.StringToJson('')", null],
  ['States.StringToJson(\'"x"\')', 'x'],
  [`States.StringToJson('{"it": "Ada\\'s"}')`, { it: "Ada's" }],
  // States.MathAdd: a half is rounded up
  ['States.MathAdd(-9, 3)', -6],
  ['States.MathAdd(1.49, 1.5)', 3],
  ['States.MathAdd(1.5, 1.51)', 4],
  ['States.MathAdd(-1.49, -1.5)', -2],
  ['States.MathAdd(-1.5, -1.51)', -3],
  ['States.MathAdd(2.5, 0)', 3],
  ['States.MathAdd(-0.5, 0)', 0],
  ['States.MathAdd(-0.5, 0.5)', 1],
  ['States.MathAdd(-2.5, 0)', -2],
  ['States.MathAdd(2147483646, 1)', 2147483647],
  ['States.MathAdd(-2147483647, -1)', -2147483648],
  ['States.MathAdd(States.MathAdd($.n, 1), -1)', 2],
  // States.MathRandom
  ['States.MathRandom(1, 10)', 9],
  ['States.MathRandom(-5, -4)', -5],
  ['States.MathRandom(1.9, 3.9)', 2],
  // States.StringSplit
  ["States.StringSplit('a,b,c', ',')", ['a', 'b', 'c']],
  ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
  ["States.StringSplit(',a,,b,', ',')", ['a', 'b']],
  ["States.StringSplit(',', ',')", []],
  ["States.StringSplit('', ',')", []],
  ["States.StringSplit('abc', '')", ['abc']],
  ["States.StringSplit('Hello\nWorld', '\n')", ['Hello', 'World']],
  ["States.ArrayGetItem(States.StringSplit($.arn, '/'), 2)", 'c.txt'],
  // States.Format
  ["States.Format('plain')", 'plain'],
  ["States.Format('')", ''],
  ["States.Format('{}', $.name)", 'Ada'],
  ["States.Format('{} {} {}', 'x', 2, true)", 'x 2 true'],
  ["States.Format('{}{}', $.n, $.nil)", '2null'],
  ['States.Format($.template, $.name)', 'Hello Ada'],
  ["States.Format('{}', $.obj)", '{a=1, b=[true, null]}'],
  ["States.Format('{}', $$.StateMachine)", '{Id=arn, Name=m}'],
  ["States.Format('it\\'s \\{{}\\} \\\\ {}', 1, 2)", "it's {1} \\ 2"],
  ["States.Format('{}', 'a{}b')", 'a{}b'],
  ["States.Format('{} {}', 1.5, 12345678.5)", '1.5 1.23456785E7'],
  ["States.Format('{}', 0.0001)", '1.0E-4'],
  ['States.Format(\'"{}"\', $.name)', '"Ada"'],
  ["States.Format('{}-{}', States.Format('{}', 'in'), States.MathAdd(1, 1))", 'in-2'],
  // States.UUID
  ['States.UUID()', 'id-1'],
];

describe('an intrinsic function gives what AWS gives', () => {
  test.each(values)('%s', (expression, expected) => {
    expect(JSON.stringify(evaluate(expression))).toBe(JSON.stringify(expected));
  });
});

const invalid: readonly string[] = [
  'States.ArrayPartition($.name, 2)',
  'States.ArrayPartition($.list, 0)',
  'States.ArrayPartition($.list, -1)',
  'States.ArrayPartition($.list, 0.6)',
  "States.ArrayPartition($.list, '2')",
  'States.ArrayPartition($.list, null)',
  'States.ArrayPartition($.list)',
  'States.ArrayContains($.name, 1)',
  'States.ArrayContains($.list)',
  'States.ArrayContains($.list, 1, 2)',
  "States.ArrayRange('a', 5, 1)",
  "States.ArrayRange(1, 'b', 1)",
  'States.ArrayRange(1, 10, 0)',
  'States.ArrayRange(1, 10, 0.49)',
  'States.ArrayRange(1, 1001, 1)',
  'States.ArrayRange(1001, 1, -1)',
  'States.ArrayRange(1, 5)',
  'States.ArrayGetItem($.list, 5)',
  'States.ArrayGetItem($.list, -1)',
  "States.ArrayGetItem($.list, '1')",
  'States.ArrayGetItem($.obj, 0)',
  'States.ArrayLength($.obj)',
  'States.ArrayLength()',
  'States.ArrayUnique($.name)',
  'States.Base64Encode(5)',
  'States.Base64Encode()',
  'States.Base64Decode($.obj)',
  "States.Base64Decode('a', 'b')",
  "States.Hash('x', 'SHA256')",
  "States.Hash('x', 'sha-256')",
  "States.Hash('x', 5)",
  "States.Hash('x')",
  'States.JsonMerge($.nil, $.obj, false)',
  'States.JsonMerge($.obj, $.list, false)',
  'States.JsonMerge($.obj, $.other, true)',
  'States.JsonMerge($.obj, $.other)',
  'States.JsonToString()',
  'States.JsonToString(1, 2)',
  "States.StringToJson('{bad}')",
  "States.StringToJson('undefined')",
  'States.StringToJson(5)',
  'States.StringToJson($.obj)',
  "States.MathAdd('1', 2)",
  'States.MathAdd(null, 1)',
  'States.MathAdd(true, 1)',
  'States.MathAdd(2147483647, 1)',
  'States.MathAdd(-2147483648, -1)',
  'States.MathAdd(3000000000, -3000000000)',
  'States.MathRandom(1, 1)',
  'States.MathRandom(10, 5)',
  'States.MathRandom(1.4, 1.6)',
  "States.MathRandom(1, 'b')",
  'States.MathRandom(1, 10, null)',
  "States.MathRandom(1, 10, 'seed')",
  'States.MathRandom(1)',
  "States.StringSplit(5, ',')",
  "States.StringSplit('a', 5)",
  'States.StringSplit($.nil, $.name)',
  'States.UUID(1)',
  'States.Format($.n)',
];

describe('arguments that do not suit a function fail as AWS reports it', () => {
  test.each(invalid)('%s', (expression) => {
    const name = expression.slice(0, expression.indexOf('('));
    expect(evaluate(expression)).toEqual(
      new Failure(
        'States.Runtime',
        `The function '${expression}' had the following error: Invalid arguments in ${name}`,
      ),
    );
  });
});

const explained: readonly (readonly [expression: string, error: string])[] = [
  [
    "States.Format('{} {}', $.n)",
    'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}',
  ],
  [
    "States.Format('{}', 1, 2)",
    'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}',
  ],
  ["States.Format('Hello {', 1)", "Invalid template in States.Format: matching '}' not found for '{'"],
  ["States.Format('Hello {{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'"],
  ["States.Format('}')", "Invalid template in States.Format: matching '{' not found for '}'"],
  [
    "States.Format('{}', $.nope)",
    `The JsonPath argument for the field '$.nope' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    "States.Format('{}',States.Format('{}', $.a.b))",
    `The JsonPath argument for the field '$.a.b' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    "States.Format('{}', $.list[9])",
    `The JsonPath argument for the field '$.list[9]' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    "States.Format('{}', $$.Nope.Deep)",
    `The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  [
    'States.Array($nope)',
    `The JsonPath argument for the field '$nope' could not be found in the input '${JSON.stringify(data)}'`,
  ],
  ["States.Format('{}', $.n[0])", 'Filter: [0] can only be applied to arrays. Current context is: 2'],
];

test.each(explained)('%s fails and says why', (expression, error) => {
  expect(evaluate(expression)).toEqual(
    new Failure('States.Runtime', `The function '${expression}' had the following error: ${error}`),
  );
});

const refused: readonly string[] = [
  'States.NoSuch()',
  'States.format()',
  'states.Format()',
  'Format()',
  'States.',
  'States.Array',
  'States.Array(',
  'States.Array(1',
  'States.Array(1,)',
  'States.Array(,1)',
  'States.Array(1 2)',
  'States.Array() ',
  ' States.Array()',
  'States.Array()[0]',
  'States.Array(abc)',
  'States.Array("a")',
  "States.Array('a)",
  "States.Array('a\\nb')",
  "States.Array('\\\"')",
  "States.Array('a' 'b')",
  'States.Array($.)',
  'States.Array($.a[)',
  'States.Array(@.a)',
  'States.Array(truex)',
  'States.Array(1.)',
  'States.Array(--1)',
  'plain text',
  '',
  nested(11),
];

function nested(levels: number): string {
  return `${'States.Array('.repeat(levels)}${')'.repeat(levels)}`;
}

test.each(refused)('what is not an intrinsic function is refused: %s', (expression) => {
  expect(findTemplateValueProblem(expression)).toEqual(expect.any(String));
});

test('functions nest ten levels deep', () => {
  expect(findTemplateValueProblem(nested(10))).toBeUndefined();
});

const limits: readonly (readonly [expression: string, isAllowed: boolean, length: number])[] = [
  ['States.Base64Encode($.text)', true, 10_000],
  ['States.Base64Encode($.text)', false, 10_001],
  ['States.Base64Decode($.text)', true, 10_000],
  ['States.Base64Decode($.text)', false, 10_001],
  ["States.Hash($.text, 'MD5')", true, 10_000],
  ["States.Hash($.text, 'MD5')", false, 10_001],
  ['States.ArrayPartition(States.Array($.text), 1)', true, 256 * 1024 - 4],
  ['States.ArrayPartition(States.Array($.text), 1)', false, 256 * 1024 - 3],
];

test.each(limits)('%s is allowed: %s, for a text of %i characters', (expression, isAllowed, length) => {
  expect(evaluate(expression, { text: 'a'.repeat(length) }) instanceof Failure).toBe(!isAllowed);
});

// In Java `new Random(42).nextInt()` is -1170105035, so the 31 bits that a bounded number is made from are 1562431130.
const seeded: readonly (readonly [expression: string, expected: number])[] = [
  ['States.MathRandom(0, 10, 42)', 1562431130 % 10],
  ['States.MathRandom(0, 100, 42)', 1562431130 % 100],
  ['States.MathRandom(1, 100, 42)', 1 + (1562431130 % 99)],
  ['States.MathRandom(-50, 950, 42)', -50 + (1562431130 % 1000)],
  ['States.MathRandom(0, 16, 42)', 11],
  ['States.MathRandom(0, 16, 42.9)', 11],
  ['States.MathRandom(-2147483648, 2147483647, 42)', -1170105035],
];

test.each(seeded)('%s gives the number that its seed gives in Java', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test('a seed decides the number and keeps it within the bounds', () => {
  for (let seed = -50; seed < 50; seed += 1) {
    const expressions = [
      `States.MathRandom(-7, 8, ${seed})`,
      `States.MathRandom(-2147483648, 2147483647, ${seed})`,
    ];
    for (const expression of expressions) {
      const number = Number(evaluate(expression));
      expect(evaluate(expression)).toBe(number);
      expect(Number.isInteger(number)).toBe(true);
    }
    expect([-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7]).toContain(
      evaluate(`States.MathRandom(-7, 8, ${seed})`),
    );
  }
});

const algorithms = [
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const;

test.each(algorithms)(
  '%s agrees with another implementation for texts of every length around a block',
  (name, other) => {
    for (let length = 0; length < 300; length += 1) {
      const text = 'ü'.repeat(length % 7) + 'x'.repeat(length);
      const expected = createHash(other).update(text).digest('hex');
      expect(evaluate(`States.Hash($.text, '${name}')`, { text })).toBe(expected);
    }
  },
);

test('Base64 agrees with another implementation for texts of any length', () => {
  for (let length = 0; length < 100; length += 1) {
    const text = 'äb🚀'.repeat(length).slice(0, length);
    const encoded = Buffer.from(text).toString('base64');
    expect(evaluate('States.Base64Encode($.text)', { text })).toBe(encoded);
    expect(evaluate('States.Base64Decode($.encoded)', { encoded })).toBe(Buffer.from(text).toString());
  }
});

test('all eighteen functions of AWS are there', () => {
  expect([...intrinsics.keys()].sort()).toEqual([
    'States.Array',
    'States.ArrayContains',
    'States.ArrayGetItem',
    'States.ArrayLength',
    'States.ArrayPartition',
    'States.ArrayRange',
    'States.ArrayUnique',
    'States.Base64Decode',
    'States.Base64Encode',
    'States.Format',
    'States.Hash',
    'States.JsonMerge',
    'States.JsonToString',
    'States.MathAdd',
    'States.MathRandom',
    'States.StringSplit',
    'States.StringToJson',
    'States.UUID',
  ]);
});
