import { describe, expect, test } from 'vitest';
import { compilePath } from '../../../../src/asl/expressions/jsonpath/compile-path.ts';
import { Cursor } from '../../../../src/asl/expressions/jsonpath/cursor.ts';
import { parsePath } from '../../../../src/asl/expressions/jsonpath/parse-path.ts';
import { parseRegularExpression } from '../../../../src/asl/expressions/jsonpath/regular-expression.ts';
import type { Json } from '../../../../src/base/json.ts';

const items: readonly Json[] = [
  { id: 1, n: 5, s: 'abc', tags: ['x', 'y'], deep: { v: 1 }, on: true, nil: null },
  { id: 2, n: 10, s: 'ABC', tags: ['y'], deep: { v: 2 }, on: false },
  { id: 3, n: 15, s: "it's", tags: [] },
  { id: 4, s: '10', tags: 'xyz', n: null },
];

const conditions: readonly (readonly [condition: string, ids: readonly number[]])[] = [
  ['@.n == 5', [1]],
  ['@.n === 5', [1]],
  ['@.n != 5', [2, 3, 4]],
  ['@.n !== 5', [2, 3, 4]],
  ['@.n > 5', [2, 3]],
  ['@.n >= 5', [1, 2, 3]],
  ['@.n < 15', [1, 2]],
  ['@.n <= 15', [1, 2, 3]],
  ['5 == @.n', [1]],
  ['10 < @.n', [3]],
  ['@.n == 5.0', [1]],
  ['@.n == 0.5e1', [1]],
  ['@.n > -1', [1, 2, 3]],
  ["@.s == 'abc'", [1]],
  ['@.s == "abc"', [1]],
  ['@.s == abc', [1]],
  ['@.s==ABC && @.n==10', [2]],
  ['@.s != abc || @.n == 5', [1, 2, 3, 4]],
  ['@.on == truest', []],
  ["@.s == 'it\\'s'", [3]],
  ["@.s < 'a'", [2, 4]],
  ['@.s == 10', [4]],
  ["@.n == '10'", [2]],
  ['@.n == null', [4]],
  ['@.nil == null', [1]],
  ['@.missing == null', []],
  ['@.missing != null', [1, 2, 3, 4]],
  ['@.on == true', [1]],
  ['@.on == false', [2]],
  ['@.on', [1, 2]],
  ['!@.on', [3, 4]],
  ['!(@.on)', [3, 4]],
  ['@.nil', [1]],
  ['@.deep.v', [1, 2]],
  ['@.deep.v == 2', [2]],
  ["@['deep']['v'] == 2", [2]],
  ['@.tags[0] == "y"', [2]],
  ["@.tags == ['y']", [2]],
  ['@.on && @.n == 5', [1]],
  ['@.n == 5 || @.n == 15', [1, 3]],
  ['@.n == 5 || @.n == 10 && @.on == true', [1]],
  ['(@.n == 5 || @.n == 10) && @.on == false', [2]],
  ["@.n > 1 && !(@.on) || @.s == 'ABC'", [2, 3]],
  ['@.id in [1, 3]', [1, 3]],
  ["@.s in ['abc','ABC']", [1, 2]],
  ['@.id nin [1, 3]', [2, 4]],
  ["@.tags subsetof ['x','y','z']", [1, 2, 3]],
  ["@.tags anyof ['x']", [1]],
  ["@.tags noneof ['x']", [2, 3]],
  ["@.tags all ['x','y']", [1]],
  ['@.tags size 2', [1]],
  ['@.tags size 3', [4]],
  ['@.tags empty true', [3]],
  ['@.tags empty false', [1, 2, 4]],
  ["@.tags contains 'x'", [1, 4]],
  ["@.s contains 'b'", [1]],
  ['@.s =~ /abc/', [1]],
  ['@.s =~ /abc/i', [1, 2]],
  ['@.s =~ /b/', []],
  ['@.s =~ /.*b.*/', [1]],
  ['@.s =~ /\\d+/', [4]],
  ['@.tags =~ /x/', [1]],
  ['@.n =~ /5/', []],
  ['@.tags.length() == 2', [1]],
  ['@.tags.length() > 0', [1, 2]],
  ['@.n > $.limit', [3]],
  ['@.id == $.chosen[0]', [2]],
  ['@.tags[*]', [1, 2, 3, 4]],
  ["@.tags[?(@ == 'x')] empty false", [1]],
  ['@.toString', []],
];

describe('a filter keeps the members that meet its condition', () => {
  test.each(conditions)('%s', (condition, ids) => {
    const path = compilePath(parsePath(`$.items[?(${condition})].id`));
    expect(path.read({ items, limit: 12, chosen: [2] })).toEqual(ids);
  });
});

test('a filter on an object tests the object itself', () => {
  const document: Json = { a: { v: 1 }, b: { v: 2 } };
  expect(compilePath(parsePath('$.a[?(@.v == 1)]')).read(document)).toEqual([{ v: 1 }]);
  expect(compilePath(parsePath('$.b[?(@.v == 1)]')).read(document)).toEqual([]);
});

test('spaces may stand anywhere within a filter', () => {
  expect(compilePath(parsePath('$.items[ ?( @.n   ==5 ) ].id')).read({ items })).toEqual([1]);
});

const expressions: readonly (readonly [
  source: string,
  matching: readonly string[],
  others: readonly string[],
])[] = [
  ['/abc/', ['abc'], ['ab', 'abcd', 'xabc', '']],
  ['/a.c/', ['abc', 'a*c'], ['ac', 'a\nc']],
  ['/a.c/s', ['a\nc'], ['ac']],
  ['/ab*/', ['a', 'ab', 'abbb'], ['b', 'abc']],
  ['/ab+/', ['ab', 'abb'], ['a']],
  ['/ab?/', ['a', 'ab'], ['abb']],
  ['/a{2}/', ['aa'], ['a', 'aaa']],
  ['/a{1,3}/', ['a', 'aa', 'aaa'], ['', 'aaaa']],
  ['/a{2,}/', ['aa', 'aaaaa'], ['a']],
  ['/a{0}b/', ['b'], ['ab']],
  ['/(ab)+/', ['ab', 'abab'], ['aba']],
  ['/(?:ab|cd)*/', ['', 'ab', 'cdab'], ['ac']],
  ['/a|b|/', ['a', 'b', ''], ['ab']],
  ['/[abc]+/', ['cab'], ['d']],
  ['/[a-f0-9]+/', ['b4'], ['g']],
  ['/[^a-z]+/', ['A1'], ['a']],
  ['/[a-]+/', ['a-'], ['b']],
  ['/[]a]+/', [']a'], ['b']],
  ['/\\d{3}-\\w+/', ['123-x_9'], ['12-x']],
  ['/\\s*\\S/', [' x', 'x'], [' ']],
  ['/\\D\\W/', ['a!'], ['1a']],
  ['/\\x41\\u0042/', ['AB'], ['ab']],
  ['/\\.\\*\\//', ['.*/'], ['axb']],
  ['/\\t\\n/', ['\t\n'], ['tn']],
  ['/^a$/', ['a'], ['b']],
  ['/a^b/', [], ['ab', 'a^b']],
  ['/ÄB/i', ['äb', 'ÄB'], ['ab']],
  ['/a+?b*?/', ['ab', 'a'], ['b']],
  ['/()*/', [''], ['a']],
];

test.each(expressions)('the regular expression %s matches whole texts', (source, matching, others) => {
  const expression = parseRegularExpression(new Cursor(source));
  expect(matching.filter((text) => !expression.matches(text))).toEqual([]);
  expect(others.filter((text) => expression.matches(text))).toEqual([]);
});

const refused = [
  '/(/',
  '/a)/',
  '/[a/',
  '/*a/',
  '/a{3,1}/',
  '/(a)\\1/',
  '/(?=a)/',
  '/(?!a)/',
  '/(?<=a)/',
  '/(?<n>a)/',
  '/\\ba/',
  '/[z-a]/',
  '/a/g',
  '/a',
  '/((a{99}){99}){99}/',
  '/((((){9999}){9999}){9999}){3}a{2000}/',
];

test.each(refused)('the regular expression %s is refused', (source) => {
  expect(() => parseRegularExpression(new Cursor(source))).toThrow(
    expect.objectContaining({ name: 'SyntaxProblem' }),
  );
});

test('an expression that makes a backtracking matcher hang takes linear time', () => {
  const expression = parseRegularExpression(new Cursor('/(a*)*(a|aa)+b/'));
  expect(expression.matches('a'.repeat(50_000))).toBe(false);
  expect(expression.matches(`${'a'.repeat(50_000)}b`)).toBe(true);
});
