import { expect, test } from 'vitest';
import { hashOrder, inHashOrder, javaHash, javaText, textHash } from '../../../src/asl/expressions/java.ts';
import type { Json } from '../../../src/base/json.ts';

test.each([
  ['', 0],
  ['a', 97],
  ['ab', 3105],
  ['hello', 99162322],
  ['polygenelubricants', -2147483648],
] as const)('the hash of the text %j is that of Java', (text, hash) => {
  expect(textHash(text)).toBe(hash);
});

const hashes: readonly (readonly [value: Json, hash: number])[] = [
  [null, 0],
  [true, 1231],
  [false, 1237],
  [0, 0],
  [-1, -1],
  [2147483647, 2147483647],
  [4294967296, 1],
  [1.5, 1073217536],
  ['a', 97],
  [[], 1],
  [[1, 2], 994],
  [{}, 0],
  [{ a: 1 }, 96],
  [{ a: 1, b: 2 }, 192],
];

test.each(hashes)('the hash of %j is that of Java', (value, hash) => {
  expect(javaHash(value)).toBe(hash);
});

test('a table doubles when more than three quarters of it are taken', () => {
  const hashesOf = (count: number) => Array.from({ length: count }, (_item, index) => index + 10);
  expect(hashOrder(hashesOf(12))).toEqual([6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5]);
  expect(hashOrder(hashesOf(13))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('names whose hashes fall together keep the order in which they came', () => {
  expect(textHash('Aa')).toBe(textHash('BB'));
  expect(inHashOrder(['a', 'BB', 'Aa'], (name) => name)).toEqual(['BB', 'Aa', 'a']);
  expect(inHashOrder(['a', 'Aa', 'BB'], (name) => name)).toEqual(['Aa', 'BB', 'a']);
});

const texts: readonly (readonly [value: Json, text: string])[] = [
  [null, 'null'],
  [true, 'true'],
  ['text', 'text'],
  [0, '0'],
  [-0, '0'],
  [9007199254740991, '9007199254740991'],
  [3.5, '3.5'],
  [0.001, '0.001'],
  [0.00015, '1.5E-4'],
  [9999999.5, '9999999.5'],
  [12345678.9, '1.23456789E7'],
  [1e21, '1.0E21'],
  [[], '[]'],
  [[1, 'a', null], '[1, a, null]'],
  [{}, '{}'],
  [{ a: 1, b: { c: ['x'] } }, '{a=1, b={c=[x]}}'],
];

test.each(texts)('%j is printed as Java prints it: %s', (value, text) => {
  expect(javaText(value)).toBe(text);
});
