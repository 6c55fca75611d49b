import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { dataBytesMax, limitData } from '../../src/runtime/execution-logging/limit-data.ts';

const fits = { truncated: false };
const cut = { truncated: true };
const half = Math.floor(dataBytesMax / 2);

interface Limited {
  readonly title: string;
  readonly details: JsonObject;
  readonly limited: JsonObject;
}

const cases: readonly Limited[] = [
  {
    title: 'data of exactly the size stays whole',
    details: { name: 'S', input: 'x'.repeat(dataBytesMax), inputDetails: fits },
    limited: { name: 'S', input: 'x'.repeat(dataBytesMax), inputDetails: fits },
  },
  {
    title: 'an input that is too long is cut off and said to be truncated',
    details: { name: 'S', input: 'x'.repeat(dataBytesMax + 1), inputDetails: fits },
    limited: { name: 'S', input: 'x'.repeat(dataBytesMax), inputDetails: cut },
  },
  {
    title: 'an output counts as it is escaped: a quotation mark takes two bytes',
    details: { output: '"'.repeat(dataBytesMax), outputDetails: fits },
    limited: { output: '"'.repeat(half), outputDetails: cut },
  },
  {
    title: 'a letter is not cut in two',
    details: { output: `x${'𝄞'.repeat(dataBytesMax)}`, outputDetails: fits },
    limited: { output: `x${'𝄞'.repeat(dataBytesMax / 4 - 1)}`, outputDetails: cut },
  },
  {
    title: 'parameters are cut off although nothing says so',
    details: { resource: 'invoke', parameters: 'x'.repeat(dataBytesMax * 2) },
    limited: { resource: 'invoke', parameters: 'x'.repeat(dataBytesMax) },
  },
  {
    title: 'variables for which the output leaves no room are left out',
    details: {
      output: 'x'.repeat(half),
      outputDetails: fits,
      assignedVariables: { small: '1', large: 'y'.repeat(half), last: '2' },
      assignedVariablesDetails: fits,
    },
    limited: {
      output: 'x'.repeat(half),
      outputDetails: fits,
      assignedVariables: { small: '1', last: '2' },
      assignedVariablesDetails: cut,
    },
  },
];

describe('data of an event in its record', () => {
  test.each(cases)('$title', ({ details, limited }) => {
    expect(limitData(details)).toEqual(limited);
  });

  test('takes no more bytes than AWS lets it, whatever it is, and is cut only if it would', () => {
    const letters = fc.constantFrom(
      'x',
      '"',
      '\\',
      '\n',
      '\u0001',
      '\u007f',
      'é',
      '€',
      '𝄞',
      '\ud800',
      '\udc00',
    );
    const text = fc.tuple(fc.array(letters, { minLength: 1, maxLength: 20 }), fc.nat(60_000));
    fc.assert(
      fc.property(text, ([parts, count]) => {
        const output = parts.join('').repeat(Math.ceil(count / parts.length));
        const escapedBytes = (whole: unknown) => Buffer.byteLength(JSON.stringify(whole)) - 2;
        const kept = limitData({ output, outputDetails: fits }).output;
        expect(escapedBytes(kept)).toBeLessThanOrEqual(dataBytesMax);
        expect(kept === output).toBe(escapedBytes(output) <= dataBytesMax);
      }),
      { numRuns: 60 },
    );
  });
});
