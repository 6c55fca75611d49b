import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { documentContextKeys } from '../../src/iam/context-keys.ts';

interface Case {
  readonly title: string;
  readonly document: JsonObject;
  readonly keys: readonly string[];
}

const statement = { Effect: 'Allow', Action: '*' };

const cases: readonly Case[] = [
  {
    title: 'variables of a Resource before the keys of its Condition',
    document: {
      Version: '2012-10-17',
      Statement: {
        ...statement,
        Resource: `arn:aws:dynamodb:*:*:table/\${aws:username}`,
        Condition: { DateGreaterThan: { 'aws:CurrentTime': '2015-08-16T12:00:00Z' } },
      },
    },
    keys: ['aws:username', 'aws:CurrentTime'],
  },
  {
    title: 'variables of values that a key is compared with',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          ...statement,
          Resource: '*',
          Condition: { StringLike: { 's3:prefix': ['', `\${aws:PrincipalTag/team, 'none'}/*`] } },
        },
      ],
    },
    keys: ['s3:prefix', 'aws:PrincipalTag/team'],
  },
  {
    title: 'each key once, whatever its case',
    document: {
      Version: '2012-10-17',
      Statement: [
        { ...statement, Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
        { ...statement, NotResource: '*', Condition: { Null: { 'AWS:securetransport': 'false' } } },
      ],
    },
    keys: ['aws:SecureTransport'],
  },
  {
    title: 'no variables of the version that has none, nor escapes',
    document: {
      Statement: [
        { ...statement, Resource: `\${aws:username}` },
        { ...statement, Resource: `\${*}` },
      ],
    },
    keys: [],
  },
  {
    title: 'policies with principals as well',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          ...statement,
          Principal: { Service: 'states.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:states:*' } },
        },
      ],
    },
    keys: ['aws:SourceArn'],
  },
];

test.each(cases)('finds $title', ({ document, keys }) => {
  expect(documentContextKeys(JSON.stringify(document))).toEqual(keys);
});

test.each(['', '[]', '{"Statement":[]}', '{"Statement":[{"Resources":"*"}]}'])('refuses %j', (text) => {
  expect(() => documentContextKeys(text)).toThrow('Syntax errors in policy.');
});
