import { expect, test } from 'vitest';
import { parseJsonText } from '../../../../src/api/operations/states/json-text.ts';
import { ValidationException } from '../../../../src/base/aws-error.ts';

const refuse = (problem: string) => new ValidationException(problem);
const nested = (depth: number, inside: string) => '['.repeat(depth) + inside + ']'.repeat(depth);

test.each([
  ['brackets in a string', JSON.stringify('['.repeat(5_000))],
  ['quotes in a string', JSON.stringify('"['.repeat(5_000))],
  [
    'backslashes before the end of a string',
    `["${'\\\\'.repeat(2_001)}", ${JSON.stringify('['.repeat(2_000))}]`,
  ],
  ['1,000 levels around a string', nested(1_000, '"[\\"["')],
])('%s are read', (_, text) => {
  expect(parseJsonText(text, refuse)).toEqual(JSON.parse(text));
});

test.each([
  ['behind a string with a quote', `["\\"",${nested(1_000, '')}]`],
  ['behind a string that ends in backslashes', `["\\\\\\\\",${nested(1_000, '')}]`],
  ['behind an empty string', `["",${nested(1_000, '')}]`],
])('1,001 levels %s are refused', (_, text) => {
  expect(() => parseJsonText(text, refuse)).toThrow('Document nesting depth (1001) exceeds');
});
