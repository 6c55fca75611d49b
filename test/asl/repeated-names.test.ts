import { expect, test } from 'vitest';
import { findRepeatedNames } from '../../src/asl/repeated-names.ts';
import { readJsonSource } from '../../src/asl/source.ts';

const end = '{"Type":"Succeed"}';

const cases: readonly (readonly [title: string, text: string, found: readonly string[]])[] = [
  ['no name twice', `{"States":{"A":${end},"B":${end}}}`, []],
  ['a name in two objects', '{"a":{"x":1},"b":{"x":2}}', []],
  ['a name in two elements', '[{"x":1},{"x":2}]', []],
  ['a field', '{"Comment":"a","Comment":"b"}', ['field /Comment']],
  ['a field three times', '{"a":1,"a":2,"a":3}', ['field /a', 'field /a']],
  ['a state', `{"States":{"A":${end},"A":${end}}}`, ['state /States/A']],
  ['a field of a state', '{"States":{"A":{"Type":"Pass","Type":"Fail"}}}', ['field /States/A/Type']],
  [
    'a state of a branch',
    `{"States":{"P":{"Branches":[{"States":{"A":${end}}},{"States":{"B":${end},"B":${end}}}]}}}`,
    ['state /States/P/Branches[1]/States/B'],
  ],
  [
    'a state of an item processor',
    `{"States":{"M":{"ItemProcessor":{"States":{"A":${end},"A":${end}}}}}}`,
    ['state /States/M/ItemProcessor/States/A'],
  ],
  [
    'a state of an iterator',
    `{"States":{"M":{"Iterator":{"States":{"A":${end},"A":${end}}}}}}`,
    ['state /States/M/Iterator/States/A'],
  ],
  [
    'a field of a payload that only looks like a machine',
    '{"States":{"A":{"Parameters":{"States":{"B":1,"B":2}}}}}',
    ['field /States/A/Parameters/States/B'],
  ],
];

test.each(cases)('%s', (_, text, expected) => {
  const found = findRepeatedNames(readJsonSource(text));
  expect(found.map(({ isState, location }) => `${isState ? 'state' : 'field'} ${location}`)).toEqual(
    expected,
  );
});
