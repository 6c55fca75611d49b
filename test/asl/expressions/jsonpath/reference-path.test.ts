import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePath } from '../../../../src/asl/expressions/jsonpath/compile-path.ts';
import { parsePath } from '../../../../src/asl/expressions/jsonpath/parse-path.ts';
import {
  applyResultPath,
  parseReferencePath,
} from '../../../../src/asl/expressions/jsonpath/reference-path.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Json } from '../../../../src/base/json.ts';

const results: readonly (readonly [path: string, input: Json, expected: Json])[] = [
  ['$', { a: 1 }, 'R'],
  ['$', null, 'R'],
  ['$.x', {}, { x: 'R' }],
  ['$.x', { a: 1 }, { a: 1, x: 'R' }],
  ['$.a', { a: 1, b: 2 }, { a: 'R', b: 2 }],
  ['$.a.b', { a: { c: 1 } }, { a: { c: 1, b: 'R' } }],
  ['$.a.b.c', {}, { a: { b: { c: 'R' } } }],
  ["$['with space']", {}, { 'with space': 'R' }],
  ['$[0]', [1, 2], ['R', 2]],
  ['$.list[1]', { list: [1, 2] }, { list: [1, 'R'] }],
  ['$.list[0].x', { list: [{ y: 1 }] }, { list: [{ y: 1, x: 'R' }] }],
  ['$.list[0][1]', { list: [[1, 2]] }, { list: [[1, 'R']] }],
  ['$.constructor.x', {}, { constructor: { x: 'R' } }],
];

test.each(results)('the result lands at %s of %j', (path, input, expected) => {
  const before = structuredClone(input);
  expect(applyResultPath(input, parseReferencePath(path), 'R')).toEqual(expected);
  expect(input).toEqual(before);
});

const conflicts: readonly (readonly [path: string, input: Json])[] = [
  ['$.x', 'text'],
  ['$.x', 5],
  ['$.x', null],
  ['$.x', [1]],
  ['$.a.b', { a: 1 }],
  ['$.a.b', { a: null }],
  ['$.a.b', { a: [1] }],
  ['$[0]', []],
  ['$[0]', {}],
  ['$.list[2]', { list: [1, 2] }],
  ['$.missing[0]', {}],
];

test.each(conflicts)('a result has no place at %s of %j', (path, input) => {
  expect(applyResultPath(input, parseReferencePath(path), 1)).toEqual(
    new Failure(
      'States.ReferencePathConflict',
      `Unable to apply ReferencePath ${path} to input ${JSON.stringify(input)}`,
    ),
  );
});

test.each([
  '$.a[*]',
  '$..a',
  '$.a[0:1]',
  '$.a[0,1]',
  "$['a','b']",
  '$[?(@.a)]',
  '$.a[-1]',
  '$.a.length()',
  '$$.a',
  '$v',
])('%s is not a place for a result', (path) => {
  expect(() => parseReferencePath(path)).toThrow(expect.objectContaining({ name: 'SyntaxProblem' }));
});

test('a member named __proto__ is a member like any other', () => {
  const output = applyResultPath({}, parseReferencePath('$.__proto__.polluted'), true);
  expect(JSON.stringify(output)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.constantFrom('a', 'b', '__proto__', 'constructor', "it's", 'back\\', 'ü'),
);
const places = fc.array(fc.oneof(names, fc.nat({ max: 3 })), { maxLength: 6 });

function pathTo(steps: readonly (string | number)[]): string {
  const quoted = (name: string) => `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `[${quoted(step)}]`)).join('')}`;
}

/** Follows `steps` in the plainest way there is. */
function follow(value: Json, steps: readonly (string | number)[]): Json | undefined {
  let at: unknown = value;
  for (const step of steps) {
    const isArray = Array.isArray(at);
    if (typeof at !== 'object' || at === null || isArray !== (typeof step === 'number')) return undefined;
    if (!Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at as Json;
}

describe('for any value and any place', () => {
  test('what ResultPath put there is what a path then reads there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), places, fc.jsonValue(), (input, steps, result) => {
        const path = pathTo(steps);
        const output = applyResultPath(input as Json, parseReferencePath(path), result as Json);
        if (output instanceof Failure) return;
        expect(compilePath(parsePath(path)).read(output)).toEqual(result);
      }),
    );
  });

  test('a definite path reads what following its steps one by one reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), places, (input, steps) => {
        const expected = follow(input as Json, steps);
        expect(compilePath(parsePath(pathTo(steps))).read(input as Json)).toEqual(expected);
      }),
    );
  });

  test('a path taken from the value itself always leads to it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.infiniteStream(fc.nat()), (input, choices) => {
        const steps: (string | number)[] = [];
        let value = input as Json;
        while (typeof value === 'object' && value !== null) {
          const keys = Object.keys(value);
          const key = keys[(choices.next().value ?? 0) % Math.max(1, keys.length)];
          if (key === undefined) break;
          steps.push(Array.isArray(value) ? Number(key) : key);
          value = (value as Record<string, Json>)[key] as Json;
        }
        expect(compilePath(parsePath(pathTo(steps))).read(input as Json)).toBe(value);
      }),
    );
  });

  test('parsing a path never fails in any other way than with its SyntaxProblem', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$.[]()\'"*?@!&|=<>~:,0a /\\-') }), (text) => {
        try {
          parsePath(`$${text}`);
        } catch (error) {
          expect(error).toMatchObject({ name: 'SyntaxProblem' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
