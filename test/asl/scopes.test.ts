import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { findingsIn } from './definitions.ts';

function assigning(Assign: Json): JsonObject {
  return { Type: 'Pass', Assign, End: true };
}

describe('an inner scope does not hide the variables around it', () => {
  const inner = { StartAt: 'I', States: { I: assigning({ x: 2, y: 3 }) } };
  const outer = { Type: 'Pass', Assign: { 'x.$': '$.x' }, Next: 'S' };
  const machineWith = (state: JsonObject) => ({ StartAt: 'First', States: { First: outer, S: state } });
  const hidden = (place: string) =>
    `INVALID_VARIABLE_NAME: Invalid variable name 'x': an outer scope assigns a variable of this name. at /States/S/${place}/States/I/Assign`;

  test('in a branch', () => {
    const definition = machineWith({ Type: 'Parallel', Branches: [inner], End: true });
    expect(findingsIn(definition)).toEqual([hidden('Branches[0]')]);
  });

  test('in an inline Map', () => {
    const definition = machineWith({ Type: 'Map', ItemProcessor: inner, End: true });
    expect(findingsIn(definition)).toEqual([hidden('ItemProcessor')]);
  });

  test('a distributed Map sees none of them', () => {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
    const definition = machineWith({ Type: 'Map', ItemProcessor: { ...inner, ProcessorConfig }, End: true });
    expect(findingsIn(definition)).toEqual([]);
  });

  test('branches beside each other may assign the same variable', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: assigning({ z: 1 }) } });
    const definition = machineWith({ Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true });
    expect(findingsIn(definition)).toEqual([]);
  });

  test('what the state around it assigns comes after it', () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Assign: { z: 1 }, Next: 'After' }];
    const branch = { StartAt: 'A', States: { A: assigning({ y: 1, z: 1 }) } };
    const state = { Type: 'Parallel', Branches: [branch], Catch, Assign: { z: 2 }, Next: 'After' };
    const After = { Type: 'Pass', Assign: { y: 1 }, End: true };
    expect(findingsIn({ StartAt: 'S', States: { S: state, After } })).toEqual([]);
  });

  test('what a later state assigns was there in the next round of a loop', () => {
    const branch = { StartAt: 'A', States: { A: assigning({ y: 1 }) } };
    const definition = {
      StartAt: 'S',
      States: {
        S: { Type: 'Parallel', Branches: [branch], Next: 'After' },
        After: { Type: 'Pass', Assign: { y: 1 }, Next: 'Again' },
        Again: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'S' }], Default: 'End' },
        End: { Type: 'Succeed' },
      },
    };
    expect(findingsIn(definition)).toHaveLength(1);
  });

  test('Choice Rules and Catchers assign too', () => {
    const branch = {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.x', IsNull: true, Assign: { x: 1 }, Next: 'T' }],
          Default: 'T',
        },
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Catch: [{ ErrorEquals: ['X'], Assign: { x: 1 }, Next: 'D' }],
          Next: 'D',
        },
        D: { Type: 'Succeed' },
      },
    };
    const message =
      "INVALID_VARIABLE_NAME: Invalid variable name 'x': an outer scope assigns a variable of this name.";
    const branchPath = '/States/S/Branches[0]/States';
    expect(findingsIn(machineWith({ Type: 'Parallel', Branches: [branch], End: true }))).toEqual([
      `${message} at ${branchPath}/C/Choices[0]/Assign`,
      `${message} at ${branchPath}/T/Catch[0]/Assign`,
    ]);
  });
});
