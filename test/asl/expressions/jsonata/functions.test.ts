import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/base/json.ts';
import { aScope } from '../scope.ts';
import { evaluate } from './evaluate.ts';

const nothing = { cause: 'returned nothing (undefined).' };

function failsWith(problem: string): Json {
  return { cause: `threw an error during evaluation. ${problem}` };
}

/** Values measured on the service, published with other emulators' reports. */
const measured: readonly (readonly [expression: string, value: Json])[] = [
  [
    '$partition([1,2,3,4], 2)',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
  ['$partition([1,2,3])', [[1, 2, 3]]],
  ['$partition([], 2)', nothing],
  ['$partition([1,2,3], 0)', nothing],
  ['$partition([1,2,3,4], -0.5)', nothing],
  ['$partition([1,2,3], -1)', failsWith('D3137: Second argument must be zero or greater')],
  [
    '$partition([1,2,3], 2, "x")',
    failsWith('T0410: Argument 3 of function "partition" does not match function signature'),
  ],
  ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
  ['$range(0, 9, 2)', [0, 2, 4, 6, 8]],
  ['$range(10, 0, -2)', [10, 8, 6, 4, 2, 0]],
  ['$range(1.7, 5, 1)', [1, 2, 3, 4, 5]],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$range(-2.9, 0, 1)', [-2, -1, 0]],
  ['$range(5, 1, -1.5)', [5, 4, 3, 2, 1]],
  ['$range(3, 3, 1)', 3],
  ['$range(5, 1, 1)', nothing],
  ['$range(1, 5, 0)', nothing],
  ['$range(1, 5)', nothing],
  ['$range(1)', failsWith('T0410: Argument 2 of function "range" does not match function signature')],
  [
    '$range(1, 5, 1, 1)',
    failsWith('T0410: Argument 4 of function "range" does not match function signature'),
  ],
  ['$count($range(-9223372036854775808, 9223372036854775807, 9223372036854775807))', 3],
  ['$hash("Hello", "MD5")', '8b1a9953c4611296a827abf8c47804d7'],
  ['$hash("Hello", "SHA-1")', 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
  ['$hash("Hello", "SHA-256")', '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'],
  [
    '$hash("Hello", "SHA-384")',
    '3519fe5ad2c596efe3e276a6f351b8fc0b03db861782490d45f7598ebd0ab5fd5520ed102f38c4a5ec834e98668035fc',
  ],
  [
    '$hash("Hello", "SHA-512")',
    '3615f80c9d293ed7402687f94b22d58e529b8cc7916f8fac7fddf7fbd5af4cf777d3d795a7a00a16bf7e7f3fb9561ee9baae480da9fe7a18769e71886b03f315',
  ],
  ['$hash("ñ", "MD5")', '94e9342ecbb1458b6043ecd3bfcbc192'],
  ['$hash("Hello")', nothing],
  ['$hash(42, "MD5")', failsWith('T0410: Argument 1 of function "hash" does not match function signature')],
  ['$random(42)', 0.7275636800328681],
  ['$random(0)', 0.730967787376657],
  ['$random(0.9)', 0.730967787376657],
  ['$random(7)', 0.7306990420600421],
  ['$random(1, 2)', failsWith('T0410: Argument 2 of function "random" does not match function signature')],
  ['$uuid("seed")', failsWith('T0410: Argument 1 of function "uuid" does not match function signature')],
  ['$parse("{\\"a\\":1,\\"b\\":[1,2,3]}")', { a: 1, b: [1, 2, 3] }],
  ['$parse("null")', null],
  ['$parse("1.0")', 1],
  ['$parse()', nothing],
  ['$parse(null)', failsWith('T0410: Argument 1 of function "parse" does not match function signature')],
  ['$parse("")', failsWith('D3137: Invalid JSON')],
  ['$parse("[1,2] [3,4]")', failsWith('D3137: Invalid JSON')],
  ['$parse("{\\"a\\":1,\\"a\\":2}")', failsWith('D3137: Invalid JSON')],
  ['$parse("{\\"a\\":{\\"b\\":[{\\"a\\":\\"\\\\\\":\\"}]}}")', { a: { b: [{ a: '":' }] } }],
  ['$parse("1e400")', failsWith('D3137: Invalid JSON')],
  ['$map(["{\\"a\\":1}", "{\\"a\\":2}"], $parse).a', [1, 2]],
  ['$eval("1+1")', failsWith('T1006: Attempted to invoke a non-function')],
  [
    '$formatNumber(1, "x")',
    failsWith(
      'D3086: The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character',
    ),
  ],
  ['$formatNumber(1234.5678, "$#,##0.00")', '$1,234.57'],
  ['$formatNumber(0.123, "#0.0%")', '12.3%'],
  ['$parseInteger("abc", "0")', 'NaN'],
  ['1/0', 'Infinity'],
  ['-1/0', '-Infinity'],
  ['0/0', 'NaN'],
  ['1e308 * 10', 'Infinity'],
  ['[1/0]', ['Infinity']],
  ['{"k": 1/0}', { k: 'Infinity' }],
  ['$string(1e20)', '100000000000000000000'],
  ['$string(1e21)', '1e+21'],
  ['$string(1/3)', '0.333333333333333'],
  ['$string({"a": 1}, true)', '{\n  "a": 1\n}'],
  ['$count(null)', 1],
  ['$sum(["a"])', failsWith('T0412: Argument 1 of function "sum" must be an array of "numbers"')],
  [
    '$each("x", function($v) { $v })',
    failsWith('T0410: Argument 1 of function "each" does not match function signature'),
  ],
  [
    '$reduce([1,2], function($a) { $a })',
    failsWith('D3050: The second argument of reduce function must be a function with at least two arguments'),
  ],
  [
    '$single([1,2], function($x) { true })',
    failsWith('D3138: The $single() function expected exactly 1 matching result.  Instead it matched more.'),
  ],
  [
    '$split("a", "b", -1)',
    failsWith('D3020: Third argument of split function must evaluate to a positive number'),
  ],
  ['$sqrt(-1)', failsWith('D3060: The sqrt function cannot be applied to a negative number: -1')],
  ['1 + {}', failsWith('T2002: The right side of the "+" operator must evaluate to a number')],
  [
    '1 < "a"',
    failsWith('T2009: The values 1 and "a" either side of operator "<" must be of the same data type'),
  ],
  [
    '$replace("a", "", "b")',
    failsWith('D3010: Second argument of replace function cannot be an empty string'),
  ],
];

describe('what the service answers', () => {
  test.each(measured)('%s', (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});

describe('functions as the language documents them', () => {
  test.each<readonly [string, Json]>([
    ['$formatNumber(0, "0.0e0")', '0.0e0'],
    ['$formatNumber(0, "#.0e0")', '0.0e0'],
    ['$formatNumber(0, "00e00")', '00e00'],
    ['$formatNumber(-5, "0.0e0")', '-5.0e0'],
    ['$formatNumber(0, "0;-0")', '0'],
    ['$formatInteger(1999, "I")', 'MCMXCIX'],
    ['$fromMillis(1521801216617, "[h]:[m01] [PN]")', '10:33 AM'],
    ['$fromMillis(1521801216617, "[[PN]] [P]")', '[PN] am'],
    ['$toMillis("20180323", "[Y0001][M01][D01]")', 1521763200000],
    ['$toMillis("2018-03-23T10:33:36.617Z")', 1521801216617],
    ['$number("0x1F")', 31],
    ['$number("0b101")', 5],
    ['$number("0o17")', 15],
    ['$pad("é", 3, "ab")', 'éab'],
    ['$pad("é", -3, "#")', '##é'],
    ['$length("a😀")', 2],
    ['$replace("265USD", /([0-9]+)USD/, "$$$1")', '$265'],
    ['$replace("abc", /(b)/, "[$0$1$2$x]")', 'a[bb$x]c'],
    ['$replace("abcbc", /b/, function($m) { $uppercase($m.match) & $m.start }, 1)', 'aB1cbc'],
    ['$match("ab12ac3", /a([bc])/).groups', ['b', 'c']],
    ['$match("aXbX", /x/i)[1].index', 3],
    ['$split("a1b22c", /[0-9]+/)', ['a', 'b', 'c']],
    ['$split("a, b", ", ")', ['a', 'b']],
    ['$contains("one\\ntwo", /^two$/m)', true],
    ['$contains("foo bar", /(?<=foo )bar/)', true],
    ['$substringBefore("key=value", "=")', 'key'],
    ['$substringAfter("key=value", "=")', 'value'],
    ['$sort(["b", "a", "c"])', ['a', 'b', 'c']],
    ['$sort([{"v": 2}, {"v": 1}], function($l, $r) { $l.v > $r.v }).v', [1, 2]],
    [
      '$sort([1, "a"])',
      failsWith(
        'D3070: The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function',
      ),
    ],
    ['$distinct([1, "1", 1, {"a": 1}, {"a": 1}, [1], [1]])', [1, '1', { a: 1 }, [1]]],
    ['$merge([{"a": 1}, {"b": 2, "a": 3}])', { a: 3, b: 2 }],
    ['$max([])', nothing],
    ['$error("no")', failsWith('D3137: no')],
    ['$assert(false)', failsWith('D3141: $assert() statement failed')],
    ['$base64decode($base64encode("hello"))', 'hello'],
    ['$uppercase', { cause: 'returned an unsupported result type.' }],
    ['{"f": function($x) { $x }}', { cause: 'returned an unsupported result type.' }],
    ['/ab/', { cause: 'returned an unsupported result type.' }],
    ['$substring(?, 1)("abc")', 'bc'],
    ['($first := $substring(?, 0, 1); $second := $first ~> $uppercase; $second("abc"))', 'A'],
  ])('%s', (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});

describe('what changes from one evaluation to the next comes from the turn', () => {
  const scope = aScope({ at: Date.UTC(2024, 1, 3, 4, 5, 6, 7), random: 0.25, id: 'id-1' });

  test.each<readonly [string, Json]>([
    ['$now()', '2024-02-03T04:05:06.007Z'],
    ['$now("[Y]/[M]/[D]", "+0200")', '2024/2/3'],
    ['$millis()', Date.UTC(2024, 1, 3, 4, 5, 6, 7)],
    ['$random()', 0.25],
    ['$uuid()', 'id-1'],
    ['$shuffle([1, 2, 3, 4])', [4, 3, 1, 2]],
    ['$toMillis("10:00", "[H]:[m]")', Date.UTC(2024, 1, 3, 10)],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });
});

describe("data that looks like the evaluator's own is data", () => {
  const input = {
    lambda: { _jsonata_lambda: true, arguments: [], body: { type: 'value', value: 1 } },
    native: { _jsonata_function: true, implementation: 'x' },
    marks: { tupleStream: true, sequence: true, outerWrapper: true, __evaluate_entry: 0 },
    names: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}}') as Json,
  };

  test.each<readonly [string, Json]>([
    ['$type($states.input.lambda)', 'object'],
    ['$states.input.lambda()', failsWith('T1006: Attempted to invoke a non-function')],
    ['$states.input.native()', failsWith('T1006: Attempted to invoke a non-function')],
    [
      '$map([1], $states.input.lambda)',
      failsWith('T0410: Argument 2 of function "map" does not match function signature'),
    ],
    ['$states.input.marks{"a": tupleStream}', { a: true }],
    ['($__evaluate_entry := 0; $states.input.marks)', input.marks],
    ['$states.input.names.__proto__.polluted', 1],
    ['$states.input.toString', nothing],
    ['$states.input.constructor', nothing],
    ['$lookup($states.input, "__proto__")', nothing],
    ['$keys($states.input.names)', ['__proto__', 'constructor']],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, input)).toEqual(value);
  });

  test('and names of prototypes pollute nothing', () => {
    for (const expression of [
      '{"__proto__": {"polluted": 1}}',
      '{"a": 1} ~> |$|{"__proto__": {"polluted": 1}}|',
      '$merge([{"__proto__": {"polluted": 1}}])',
      '$parse("{\\"__proto__\\": {\\"polluted\\": 1}}")',
    ]) {
      expect(JSON.stringify(evaluate(expression))).toMatch(/"__proto__":\{"polluted":1\}/);
    }
    expect(({} as { readonly polluted?: number }).polluted).toBeUndefined();
  });
});

describe('the data an expression is given stays as it is', () => {
  const input = { list: [1, 2], empty: [], object: { a: { b: 1 } }, nested: [[1], [2]] };

  test.each([
    '$states.input.empty{"a": 1}',
    '$states.input.list[]',
    '$states.input ~> |object|{"c": 1}, "a"|',
    '{} ~> |$states.input.object|{"c": 1}|',
    '$sort($states.input.list, function($a, $b) { $a < $b })',
    '$reverse($states.input.list)',
    '$append($states.input.list, 3)',
    '($x := $states.input.list; $x[])',
    '$states.input.nested.$',
    '$states.input.**',
  ])('%s', (expression) => {
    const before = JSON.stringify(input);
    deepFreeze(input);
    const value = evaluate(expression, input);
    expect(JSON.stringify(input)).toBe(before);
    expect(Array.isArray(value) ? Object.keys(value) : []).toEqual(
      Array.isArray(value) ? value.map((_member, index) => String(index)) : [],
    );
  });
});

function deepFreeze(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member as Json);
}
