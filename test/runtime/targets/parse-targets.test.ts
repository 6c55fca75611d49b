import { describe, expect, test } from 'vitest';
import { parseTarget, parseTargetsFile } from '../../../src/runtime/targets/parse-targets.ts';
import { createFindTarget, type Embedding } from '../../../src/runtime/targets/target.ts';

const embedded = new Map([
  ['sfn', 'states'],
  ['lambda', 'lambda'],
]);
const url = (text: string) => ({
  type: 'url',
  url: text,
  accessKeyId: undefined,
  secretAccessKey: undefined,
});
const any = { account: undefined, region: undefined, service: undefined };

describe('a target on the command line', () => {
  test.each<[string, object]>([
    ['s3=http://127.0.0.1:9000', { ...any, service: 's3', target: url('http://127.0.0.1:9000') }],
    ['s3=http://127.0.0.1:9000/', { ...any, service: 's3', target: url('http://127.0.0.1:9000') }],
    ['*=aws', { ...any, target: { type: 'aws' } }],
    ['lambda=embedded', { ...any, service: 'lambda', target: { type: 'embedded' } }],
    ['states=aws', { ...any, service: 'sfn', target: { type: 'aws' } }],
    ['events=aws', { ...any, service: 'eventbridge', target: { type: 'aws' } }],
    ['eu-west-1/sqs=aws', { ...any, region: 'eu-west-1', service: 'sqs', target: { type: 'aws' } }],
    ['123456789012/sqs=aws', { ...any, account: '123456789012', service: 'sqs', target: { type: 'aws' } }],
    [
      '123456789012/us-east-1/*=https://h/path?a=b',
      { account: '123456789012', region: 'us-east-1', service: undefined, target: url('https://h/path?a=b') },
    ],
    [
      's3=http://key:se%2Fcret@127.0.0.1:9000',
      {
        ...any,
        service: 's3',
        target: { type: 'url', url: 'http://127.0.0.1:9000', accessKeyId: 'key', secretAccessKey: 'se/cret' },
      },
    ],
  ])('%s', (text, rule) => {
    expect(parseTarget(text, embedded)).toEqual(rule);
  });

  test.each([
    ['s3', 's3 is no target: write SERVICE=URL, SERVICE=aws or SERVICE=embedded.'],
    ['s3=', 'The target of s3= is neither aws nor embedded nor a URL of http or https.'],
    ['s3=ftp://host', 'The target of s3=ftp://host is neither aws nor embedded nor a URL of http or https.'],
    ['S3=aws', 'There is no service S3. Services are named as in aws-sdk resources.'],
    ['s3=embedded', 's3 cannot be embedded: this server has sfn, lambda itself.'],
    ['*=embedded', '* cannot be embedded: this server has sfn, lambda itself.'],
    [
      '12/us-east-1/s3=aws',
      '12/us-east-1/s3 is not of the form [ACCOUNT/][REGION/]SERVICE, with an account of 12 digits.',
    ],
    ['a/b/c/s3=aws', 'a/b/c/s3 is not of the form [ACCOUNT/][REGION/]SERVICE, with an account of 12 digits.'],
  ])('%s is refused', (text, message) => {
    expect(() => parseTarget(text, embedded)).toThrow(message);
  });
});

describe('a file of targets', () => {
  test('has services and their targets', () => {
    const text = `
s3: http://127.0.0.1:9000
"*": aws
111111111111/sqs: { url: http://h, accessKeyId: k, secretAccessKey: s }
`;
    expect(parseTargetsFile(text, embedded)).toEqual([
      { ...any, service: 's3', target: url('http://127.0.0.1:9000') },
      { ...any, target: { type: 'aws' } },
      {
        ...any,
        account: '111111111111',
        service: 'sqs',
        target: { type: 'url', url: 'http://h', accessKeyId: 'k', secretAccessKey: 's' },
      },
    ]);
    expect(parseTargetsFile('', embedded)).toEqual([]);
  });

  test.each([
    ['- s3', 'A file of targets is an object from services to targets.'],
    ['s3: 1', 'The target of s3 is a text or an object with url.'],
    ['s3: {}', 'The target of s3 needs url.'],
    ['s3: { url: aws, key: k }', 'The target of s3 has no key.'],
    ['s3: { url: "http://h", accessKeyId: 1 }', 'The accessKeyId of s3 is a text.'],
  ])('%s is refused', (text, message) => {
    expect(() => parseTargetsFile(text, embedded)).toThrow(message);
  });
});

describe('of several targets that fit, the one that says most is taken', () => {
  const rules = [
    '*=http://any',
    '111111111111/*=http://account',
    's3=http://s3',
    '111111111111/s3=http://account-s3',
    'us-east-1/s3=http://region-s3',
    's3=http://later-s3',
    'lambda=http://lambda',
  ].map((text) => parseTarget(text, embedded));
  const findTarget = createFindTarget(rules);
  test.each<[string, string, string, Embedding, object]>([
    ['333333333333', 'eu-west-1', 'sqs', 'None', url('http://any')],
    ['111111111111', 'eu-west-1', 'sqs', 'None', url('http://account')],
    ['333333333333', 'eu-west-1', 's3', 'None', url('http://later-s3')],
    ['333333333333', 'us-east-1', 's3', 'None', url('http://region-s3')],
    ['111111111111', 'us-east-1', 's3', 'None', url('http://account-s3')],
    ['333333333333', 'eu-west-1', 'sqs', 'Data', url('http://any')],
    ['111111111111', 'us-east-1', 'sfn', 'Own', { type: 'embedded' }],
    ['111111111111', 'us-east-1', 'lambda', 'Own', url('http://lambda')],
  ])('%s %s %s (embedding: %s)', (account, region, service, embedding, target) => {
    expect(findTarget({ account, region, service, embedding })).toEqual(target);
  });

  test('and none where nothing fits', () => {
    const destination = { account: '1', region: 'r', service: 's3' };
    expect(createFindTarget([])({ ...destination, embedding: 'None' })).toBeUndefined();
    expect(createFindTarget([])({ ...destination, embedding: 'Data' })).toEqual({ type: 'embedded' });
  });
});
