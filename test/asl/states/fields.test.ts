import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aMachine, findingsIn } from '../definitions.ts';

const processor = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };

/** The least a state of each type needs. */
const minimal = {
  Task: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true },
  Wait: { Type: 'Wait', Seconds: 1, End: true },
  Pass: { Type: 'Pass', End: true },
  Succeed: { Type: 'Succeed' },
  Fail: { Type: 'Fail' },
  Choice: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'E' }] },
  Parallel: { Type: 'Parallel', Branches: [processor], End: true },
  Map: { Type: 'Map', ItemProcessor: processor, End: true },
} as const satisfies Record<string, JsonObject>;

type StateType = keyof typeof minimal;

const stateTypes = Object.keys(minimal) as StateType[];

/** Fields with a value that suits them, and the types that have them; measured on AWS for every pair of the two. */
const fields: readonly (readonly [name: string, value: Json, types: readonly StateType[]])[] = [
  ['Comment', 'x', stateTypes],
  ['QueryLanguage', 'JSONPath', stateTypes],
  ['InputPath', '$.a', ['Task', 'Wait', 'Pass', 'Succeed', 'Choice', 'Parallel', 'Map']],
  ['OutputPath', '$.a', ['Task', 'Wait', 'Pass', 'Succeed', 'Choice', 'Parallel', 'Map']],
  ['Parameters', { 'a.$': '$.a' }, ['Task', 'Pass', 'Parallel', 'Map']],
  ['ResultSelector', { 'a.$': '$.a' }, ['Task', 'Parallel', 'Map']],
  ['ResultPath', '$.a', ['Task', 'Pass', 'Parallel', 'Map']],
  ['Result', { a: 1 }, ['Pass']],
  ['Assign', { a: 1 }, ['Task', 'Wait', 'Pass', 'Choice', 'Parallel', 'Map']],
  ['Retry', [{ ErrorEquals: ['X'] }], ['Task', 'Parallel', 'Map']],
  ['Catch', [{ ErrorEquals: ['X'], Next: 'E' }], ['Task', 'Parallel', 'Map']],
  ['TimeoutSeconds', 5, ['Task']],
  ['HeartbeatSeconds', 5, ['Task']],
  ['Credentials', { RoleArn: 'arn:aws:iam::123456789012:role/r' }, ['Task']],
  ['Default', 'E', ['Choice']],
  ['ItemSelector', { a: 1 }, ['Map']],
  ['ItemsPath', '$.a', ['Map']],
  ['MaxConcurrency', 1, ['Map']],
  ['ToleratedFailureCount', 1, ['Map']],
  ['ToleratedFailurePercentage', 1, ['Map']],
  ['Error', 'X', ['Fail']],
  ['Cause', 'x', ['Fail']],
  ['Foo', 1, []],
];

describe.each(fields)('%s', (name, value, types) => {
  test.each(stateTypes)(`in a %s`, (type) => {
    const definition = aMachine({ ...minimal[type], [name]: value }, { E: { Type: 'Succeed' } });
    const findings = findingsIn(definition).filter(
      (finding) => !finding.startsWith('MISSING_TRANSITION_TARGET: State "E"'),
    );
    expect(findings).toEqual(types.includes(type) ? [] : [`Field '${name}' is not supported at /States/S`]);
  });
});

describe('a state either goes on or ends', () => {
  const going = ['Task', 'Wait', 'Pass', 'Parallel', 'Map'] as const;
  const findings = (type: StateType, change: JsonObject) => {
    const { End: _, ...state } = minimal[type] as JsonObject;
    return findingsIn(aMachine({ ...state, ...change }, { E: { Type: 'Succeed' } }));
  };

  test.each(going)('a %s with neither Next nor End', (type) => {
    const expected = ['This object should have only one of the following fields: [Next, End] at /States/S'];
    expect(findings(type, {})).toEqual(expected);
    expect(findings(type, { End: false })).toEqual(expected);
  });

  test.each(going)('a %s with both', (type) => {
    expect(findings(type, { Next: 'E', End: true })).toEqual([
      'There should only be one of the following fields: [Next, End] at /States/S',
    ]);
    expect(findings(type, { Next: 'E', End: false })).toEqual([]);
  });

  test.each(going)('a %s with Next or End of another type', (type) => {
    expect(findings(type, { Next: 1 })).toEqual(['Expected value of type String at /States/S/Next']);
    expect(findings(type, { End: 'true' })).toEqual(['Expected value of type Boolean at /States/S/End']);
  });

  test.each(['Choice', 'Succeed', 'Fail'] as const)('a %s has neither', (type) => {
    expect(findings(type, { Next: 'E' })).toEqual(["Field 'Next' is not supported at /States/S"]);
    expect(findings(type, { End: true })).toEqual(["Field 'End' is not supported at /States/S"]);
  });
});
