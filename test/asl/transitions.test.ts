import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { findingsIn } from './definitions.ts';

const end = { Type: 'Succeed' };
const resource = 'arn:aws:states:::lambda:invoke';

function to(Next: string): JsonObject {
  return { Type: 'Pass', Next };
}

describe("a transition's target is in the same block, whichever field names it", () => {
  const cases: readonly (readonly [location: string, state: JsonObject])[] = [
    ['/States/S/Next', to('Gone')],
    [
      '/States/S/Default',
      { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'E' }], Default: 'Gone' },
    ],
    [
      '/States/S/Choices[1]/Next',
      {
        Type: 'Choice',
        Choices: [
          { Variable: '$.x', IsNull: true, Next: 'E' },
          { Variable: '$.x', IsNull: true, Next: 'Gone' },
        ],
      },
    ],
    [
      '/States/S/Catch[0]/Next',
      { Type: 'Task', Resource: resource, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }], Next: 'E' },
    ],
  ];
  test.each(cases)('at %s', (location, state) => {
    const findings = findingsIn({ StartAt: 'S', States: { S: state, E: end } });
    expect(findings).toContain(`MISSING_TRANSITION_TARGET: Missing 'Next' target: Gone at ${location}`);
  });

  test('a branch cannot leave for a state outside it', () => {
    const branch = { StartAt: 'B', States: { B: to('E'), C: end } };
    const definition = {
      StartAt: 'S',
      States: { S: { Type: 'Parallel', Branches: [branch], Next: 'E' }, E: end },
    };
    expect(findingsIn(definition)).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: E at /States/S/Branches[0]/States/B/Next",
      'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/S/Branches[0]/States/C',
    ]);
  });

  test('an item processor starts at one of its own states', () => {
    const processor = { StartAt: 'E', States: { B: end } };
    const definition = {
      StartAt: 'S',
      States: { S: { Type: 'Map', ItemProcessor: processor, Next: 'E' }, E: end },
    };
    expect(findingsIn(definition)).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: E at /States/S/ItemProcessor/StartAt",
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/S/ItemProcessor/States/B',
    ]);
  });
});

describe('every state is reachable', () => {
  const cases: readonly (readonly [title: string, states: JsonObject, unreachable: readonly string[]])[] = [
    [
      'through Next, Default, Choices and Catch',
      {
        S: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'A' }], Default: 'B' },
        A: { Type: 'Task', Resource: resource, Catch: [{ ErrorEquals: ['X'], Next: 'C' }], End: true },
        B: to('D'),
        C: end,
        D: end,
      },
      [],
    ],
    [
      'a chain nobody enters is reported by its head, wherever it stands',
      { S: end, B: to('C'), A: to('B'), C: end },
      ['A'],
    ],
    ['two chains', { S: end, A: to('C'), B: to('C'), C: end }, ['A', 'B']],
    ['a circle nobody enters is reported by its first state', { S: end, A: to('B'), B: to('A') }, ['A']],
    ['a state that only leads to itself', { S: end, A: to('A') }, ['A']],
  ];
  test.each(cases)('%s', (_, states, unreachable) => {
    expect(findingsIn({ StartAt: 'S', States: states })).toEqual(
      unreachable.map(
        (name) => `MISSING_TRANSITION_TARGET: State "${name}" is not reachable. at /States/${name}`,
      ),
    );
  });
});

test('transitions are looked at only where the states are in order', () => {
  const states = { S: { Type: 'Pass', Next: 'Gone', Foo: 1 }, A: end };
  expect(findingsIn({ StartAt: 'S', States: states })).toEqual(["Field 'Foo' is not supported at /States/S"]);
});
