import { expect, test } from 'vitest';
import { parseDefinition } from '../../src/asl/parse.ts';

test('a definition is its JSON', () => {
  expect(parseDefinition('{"StartAt": "A"}')).toEqual({ definition: { StartAt: 'A' } });
});

test('of a repeated name the last value counts', () => {
  expect(parseDefinition('{"StartAt": "A", "StartAt": "B"}')).toEqual({ definition: { StartAt: 'B' } });
});

test('two states of one block may not have one name', () => {
  const text = '{"StartAt":"A","States":{"A":{"Type":"Fail"},"B":{"Type":"Fail"},"A":{"Type":"Succeed"}}}';
  expect(parseDefinition(text)).toEqual({
    problem: {
      severity: 'ERROR',
      code: 'DUPLICATE_STATE_NAME',
      message: 'Duplicate State name: A',
      location: '/States/A',
    },
  });
});

test('a text that is not JSON is refused with the position, which AWS gives twice', () => {
  const location = '[Source: (String)"not a definition"; line: 1, column: 4]';
  expect(parseDefinition('not a definition')).toEqual({
    problem: {
      severity: 'ERROR',
      code: 'INVALID_JSON_DESCRIPTION',
      message: `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at ${location}`,
      location,
    },
  });
});

test.each(['', '  \n'])('%j is no definition at all', (text) => {
  expect(parseDefinition(text)).toMatchObject({ problem: { code: 'MISSING_DESCRIPTION' } });
});

test('a text nested so deep that walking it would not be safe is refused', () => {
  const depth = 200_000;
  const problem = { problem: { code: 'INVALID_JSON_DESCRIPTION' } };
  expect(parseDefinition(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toMatchObject(problem);
  expect(parseDefinition(`${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}`)).toMatchObject(problem);
});
