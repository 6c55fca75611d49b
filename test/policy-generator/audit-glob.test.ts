import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, patternParts } from '../../src/iam/pattern.ts';
import {
  describes,
  includes,
  instanceOf,
  overlap,
  shortestOf,
  tokensOf,
} from '../../src/policy-generator/audit/glob.ts';

/** Few letters, so that patterns often meet. */
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'c'), maxLength: 8 });

function matches(one: string, other: string): boolean {
  return compilePattern(patternParts(one))(other);
}

describe('patterns', () => {
  test('describe the texts that the evaluator matches with them', () => {
    fc.assert(fc.property(pattern, text, (one, other) => describes(one, other) === matches(one, other)));
  });

  test('describe the text that two of them share', () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const shared = overlap(tokensOf(one), tokensOf(other));
        return shared === undefined || (matches(one, shared) && matches(other, shared));
      }),
      { numRuns: 500 },
    );
  });

  test('share a text wherever some text is described by both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, tried) => {
        if (!matches(one, tried) || !matches(other, tried)) return true;
        return overlap(tokensOf(one), tokensOf(other)) !== undefined;
      }),
      { numRuns: 2_000 },
    );
  });

  test('describe what those describe that they include', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (wide, narrow, tried) => {
        return !includes(wide, narrow) || !matches(narrow, tried) || matches(wide, tried);
      }),
      { numRuns: 2_000 },
    );
  });

  test('describe their own instances', () => {
    fc.assert(
      fc.property(
        pattern,
        (one) => matches(one, instanceOf(one)) && matches(one, shortestOf(one).replaceAll('\uE000', 'x')),
      ),
    );
  });

  test.each([
    { wide: 'arn:aws:s3:::b/*', narrow: 'arn:aws:s3:::b/a/*', included: true },
    { wide: 'arn:aws:s3:::b/*', narrow: 'arn:aws:s3:::*', included: false },
    { wide: '*', narrow: 'anything', included: true },
    { wide: '?*', narrow: '*', included: false },
    { wide: 'a?*b', narrow: 'a*b', included: false },
    { wide: 'a?*', narrow: 'a*b', included: true },
    { wide: `arn:aws:glue:::job/a\${*}`, narrow: `arn:aws:glue:::job/a\${*}`, included: true },
    { wide: 'arn:aws:glue:::job/a*', narrow: `arn:aws:glue:::job/a\${*}`, included: true },
    { wide: `arn:aws:glue:::job/a\${*}`, narrow: 'arn:aws:glue:::job/a*', included: false },
  ])('$wide includes $narrow: $included', ({ wide, narrow, included }) => {
    expect(includes(wide, narrow)).toBe(included);
  });
});
