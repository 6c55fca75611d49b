import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { aMachine, findingsIn } from './definitions.ts';

function assigning(Assign: Json): JsonObject {
  return { Type: 'Pass', Assign, End: true };
}

describe('the name of a variable', () => {
  test.each(['x', 'guess2', 'one_two', '_x', 'größe', '変数', 'States', 'x'.repeat(80), 'x.$'])(
    'may be %s',
    (name) => {
      expect(findingsIn(aMachine(assigning({ [name]: '$.x' })))).toEqual([]);
    },
  );

  const invalid = ['', '2x', 'a-b', 'a b', 'a.b', 'a[0]', '$x'];
  test.each(invalid)('may not be %j', (name) => {
    expect(findingsIn(aMachine(assigning({ [name]: 1 })))).toEqual([
      `INVALID_VARIABLE_NAME: Invalid variable name '${name}': the variable name contains invalid characters. at /States/S/Assign`,
    ]);
  });

  test('may not be longer than 80 characters', () => {
    expect(findingsIn(aMachine(assigning({ ['x'.repeat(81)]: 1 })))).toEqual([
      `INVALID_VARIABLE_NAME: Invalid variable name '${'x'.repeat(81)}': the variable name is longer than 80 characters. at /States/S/Assign`,
    ]);
  });

  test.each(['states', 'states.$'])('may not be the reserved %s', (name) => {
    expect(findingsIn(aMachine(assigning({ [name]: '$' })))).toEqual([
      "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign",
    ]);
  });
});

test('an Assign is an object', () => {
  expect(findingsIn(aMachine(assigning('{% $x %}')))).toEqual([
    'Expected value of type Object at /States/S/Assign',
  ]);
});

test('the values of an Assign are templates', () => {
  expect(findingsIn(aMachine(assigning({ 'x.$': 'Test', y: { 'z.$': 1 } })))).toEqual([
    "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Assign",
    "The value for the field 'z.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Assign/y",
  ]);
});
