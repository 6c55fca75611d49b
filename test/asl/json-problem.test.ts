import { describe, expect, test } from 'vitest';
import { findJsonProblem, nestingDepthMax } from '../../src/asl/json-problem.ts';

const value = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'";

describe('the message names the problem and the position behind it', () => {
  test.each([
    // The first two are AWS's answers, to an invalid definition and to an invalid input.
    ['not a definition', `Unrecognized token 'not': was expecting (${value})`, 1, 4],
    [
      "{'not': 'json'",
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
      1,
      3,
    ],
    ['', 'No content to map due to end-of-input', 1, 1],
    ['{"a": tru}', `Unrecognized token 'tru': was expecting (${value})`, 1, 10],
    [
      '{"a": 1,}',
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
      1,
      10,
    ],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
      1,
      7,
    ],
    [
      '{"a": 1 "b": 2}',
      "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
      1,
      10,
    ],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5],
    ['{\n  "a": ]\n}', `Unexpected character (']' (code 93)): expected a valid value (${value})`, 2, 9],
    [
      '{"a": "x\ny"}',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
      2,
      1,
    ],
    ['["\\x"]', "Unrecognized character escape 'x' (code 120)", 1, 5],
    [
      '["\\u00g0"]',
      "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
      1,
      8,
    ],
    ['"abc', 'Unexpected end-of-input in VALUE_STRING', 1, 5],
    ['[01]', 'Invalid numeric value: Leading zeroes not allowed', 1, 3],
    ['{} x', "Unexpected character ('x' (code 120)): expected the end of the text", 1, 5],
  ])('%j', (text, message, line, column) => {
    const location = `[Source: (String)"${text}"; line: ${line}, column: ${column}]`;
    expect(findJsonProblem(text)).toEqual({ message, location });
  });
});

test('a container left open is named by where it began', () => {
  const text = '{"a": [1, 2';
  const start = `[Source: (String)"${text}"; line: 1, column: 7]`;
  expect(findJsonProblem(text)?.message).toBe(
    `Unexpected end-of-input: expected close marker for Array (start marker at ${start})`,
  );
});

test('a container closed by the wrong bracket is named by where it began', () => {
  const text = '[1}';
  const start = `[Source: (String)"${text}"; line: 1, column: 1]`;
  expect(findJsonProblem(text)?.message).toBe(
    `Unexpected close marker '}': expected ']' (for Array starting at ${start})`,
  );
});

test('a long text is shown by its first 500 characters', () => {
  const text = `"${'x'.repeat(600)}`;
  expect(findJsonProblem(text)?.location).toBe(
    `[Source: (String)"${text.slice(0, 500)}"[truncated 101 chars]; line: 1, column: 602]`,
  );
});

test.each([
  '{}',
  '[]',
  ' null ',
  '-1.5e+3',
  '{"a":[{},[],"\\u00e9\\n",true,false,null]}',
  '[[1],[2]]',
  '"a"',
])('%j is JSON', (text) => {
  expect(findJsonProblem(text)).toBeUndefined();
});

test(`arrays nest up to ${nestingDepthMax} deep`, () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(findJsonProblem(nested(nestingDepthMax))).toBeUndefined();
  expect(findJsonProblem(nested(nestingDepthMax + 1))?.message).toBe(
    'Document nesting depth (1001) exceeds the maximum allowed (1000)',
  );
});
