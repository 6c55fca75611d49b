import { expect, test } from 'vitest';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';

const end = '{"Type":"Pass","End":true}';

const cases: readonly (readonly [title: string, text: string, codes: readonly string[]])[] = [
  ['a valid definition', `{"StartAt":"A","States":{"A":${end}}}`, []],
  ['no definition', ' ', ['MISSING_DESCRIPTION']],
  ['a text that is not JSON', '{', ['INVALID_JSON_DESCRIPTION']],
  ['JSON that is no object', '[]', ['SCHEMA_VALIDATION_FAILED']],
  [
    'every state that is there twice',
    `{"StartAt":"A","States":{"A":${end},"A":${end},"B":${end},"B":${end}}}`,
    ['DUPLICATE_STATE_NAME', 'DUPLICATE_STATE_NAME'],
  ],
  [
    'a field that is there twice',
    `{"StartAt":"A","States":{"A":{"Type":"Pass","Comment":"a","Comment":"b","End":true}}}`,
    ['DUPLICATE_FIELD'],
  ],
  [
    'what AWS warns of, and what it does not',
    `{"StartAt":"A","TimeoutSeconds":0,"States":{"A":{"Type":"Pass","Parameters":{"a":"$.a"},"End":true}}}`,
    ['NO_DOLLAR', 'TIMEOUT_IS_ZERO'],
  ],
  [
    'errors, before which run time does not matter',
    `{"StartAt":"A","TimeoutSeconds":0,"States":{"A":{"Type":"Pass","Next":"B"}}}`,
    ['MISSING_TRANSITION_TARGET', 'MISSING_END_STATE'],
  ],
];

test.each(cases)('%s', (_, text, codes) => {
  expect(diagnoseDefinition(text, { type: 'STANDARD' }).map(({ code }) => code)).toEqual(codes);
});
