import { expect, test } from 'vitest';
import { variableReferences } from '../../src/asl/variable-references.ts';
import type { JsonObject } from '../../src/base/json.ts';

const end = { Type: 'Pass', End: true };

const cases: readonly {
  readonly title: string;
  readonly state: JsonObject;
  readonly names: readonly string[];
}[] = [
  { title: 'a path', state: { ...end, InputPath: '$theAnswer' }, names: ['theAnswer'] },
  { title: 'a path into one', state: { ...end, OutputPath: '$order.lines[0]' }, names: ['order'] },
  {
    title: 'an intrinsic function in a template, sorted',
    state: { ...end, Parameters: { deep: [{ 'a.$': "States.Format('{}{}', $zulu, $alpha)" }] } },
    names: ['alpha', 'zulu'],
  },
  { title: 'a path in Assign', state: { ...end, Assign: { 'next.$': '$count' } }, names: ['count'] },
  { title: 'a MaxConcurrencyPath', state: { ...end, MaxConcurrencyPath: '$most' }, names: ['most'] },
  {
    title: 'a Variable of a rule',
    state: { Choices: [{ Variable: '$kind', IsNull: true }] },
    names: ['kind'],
  },
  { title: 'a text that only looks like one', state: { ...end, Result: { text: '$dollars' } }, names: [] },
  {
    title: 'the input and the Context object',
    state: { ...end, Parameters: { 'a.$': '$.a', 'b.$': '$$.State' } },
    names: [],
  },
  {
    title: 'a JSONata expression',
    state: {
      ...end,
      QueryLanguage: 'JSONata',
      Output: { sum: '{% $price * $sum($states.input.counts) + $tax %}' },
    },
    names: ['price', 'tax'],
  },
  {
    title: 'a JSONata expression that binds its own',
    state: { ...end, QueryLanguage: 'JSONata', Output: '{% ($a := 1; function($b) { $a + $b + $c }(2)) %}' },
    names: ['c'],
  },
];

test.each(cases)('of $title', ({ state, names }) => {
  const references = variableReferences({ StartAt: 'S', States: { S: state } });
  expect(references).toEqual(names.length === 0 ? {} : { S: names });
});

test('nested states are listed by their own names, and not with the state around them', () => {
  const inner = { StartAt: 'Inner', States: { Inner: { ...end, InputPath: '$a' } } };
  const references = variableReferences({
    StartAt: 'Outer',
    States: {
      Outer: { Type: 'Map', ItemsPath: '$b', ItemProcessor: inner, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'Left', States: { Left: { ...end, OutputPath: '$c' } } }],
      },
    },
  });
  expect(references).toEqual({ Outer: ['b'], Inner: ['a'], Left: ['c'] });
});
