import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { permissionsOf } from '../../../src/runtime/targets/called-permissions.ts';

const place = { partition: 'aws', account: '111111111111', region: 'us-east-1' };
const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;
const topic = at('sns', 't');

test.each<[string, string, JsonObject, readonly string[]]>([
  ['s3', 'GetObject', { Bucket: 'b', Key: 'a/b' }, ['s3:GetObject arn:aws:s3:::b/a/b']],
  ['s3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }, ['s3:GetObjectVersion arn:aws:s3:::b/k']],
  ['s3', 'HeadObject', { Bucket: 'b', Key: 'k' }, ['s3:GetObject arn:aws:s3:::b/k']],
  ['s3', 'ListObjectsV2', { Bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
  ['s3', 'ListBuckets', {}, ['s3:ListAllMyBuckets *']],
  ['s3', 'DeleteObjects', { Bucket: 'b' }, ['s3:DeleteObject arn:aws:s3:::b/*']],
  [
    's3',
    'CopyObject',
    { Bucket: 'b', Key: 'k', CopySource: '/from/a%20b?versionId=v' },
    ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObjectVersion arn:aws:s3:::from/a b'],
  ],
  ['dynamodb', 'PutItem', { TableName: 't' }, [`dynamodb:PutItem ${at('dynamodb', 'table/t')}`]],
  [
    'dynamodb',
    'Query',
    { TableName: 't', IndexName: 'i' },
    [`dynamodb:Query ${at('dynamodb', 'table/t/index/i')}`],
  ],
  [
    'dynamodb',
    'BatchGetItem',
    { RequestItems: { a: {}, b: {} } },
    [
      `dynamodb:BatchGetItem ${at('dynamodb', 'table/a')}`,
      `dynamodb:BatchGetItem ${at('dynamodb', 'table/b')}`,
    ],
  ],
  [
    'dynamodb',
    'TransactGetItems',
    { TransactItems: [{ Get: { TableName: 't' } }] },
    [`dynamodb:GetItem ${at('dynamodb', 'table/t')}`],
  ],
  ['sqs', 'SendMessage', { QueueUrl: 'http://h:1/111111111111/q' }, [`sqs:SendMessage ${at('sqs', 'q')}`]],
  ['sqs', 'CreateQueue', { QueueName: 'q' }, [`sqs:CreateQueue ${at('sqs', 'q')}`]],
  ['sns', 'Publish', { TopicArn: topic }, [`sns:Publish ${topic}`]],
  ['sns', 'ListTopics', {}, ['sns:ListTopics *']],
  [
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 's' },
    [`secretsmanager:GetSecretValue ${at('secretsmanager', 'secret:s')}`],
  ],
  ['ssm', 'GetParameter', { Name: '/a/b' }, [`ssm:GetParameter ${at('ssm', 'parameter/a/b')}`]],
  [
    'ssm',
    'GetParameters',
    { Names: ['a', 'b'] },
    [`ssm:GetParameters ${at('ssm', 'parameter/a')}`, `ssm:GetParameters ${at('ssm', 'parameter/b')}`],
  ],
  ['kms', 'Encrypt', { KeyId: 'alias/k' }, [`kms:Encrypt ${at('kms', 'alias/k')}`]],
  ['lambda', 'Invoke', { FunctionName: 'f' }, [`lambda:InvokeFunction ${at('lambda', 'function:f')}`]],
  [
    'eventbridge',
    'PutEvents',
    { Entries: [{}, {}, { EventBusName: 'b' }] },
    [
      `events:PutEvents ${at('events', 'event-bus/default')}`,
      `events:PutEvents ${at('events', 'event-bus/b')}`,
    ],
  ],
  ['cloudwatch', 'PutMetricData', { Namespace: 'n' }, ['cloudwatch:PutMetricData *']],
])('%s %s %j', (service, action, input, needed) => {
  const permissions = permissionsOf({ service, action, input, place });
  expect(permissions.map((permission) => `${permission.action} ${permission.resource}`)).toEqual(needed);
  expect(permissions.filter(({ resourcePolicy }) => resourcePolicy !== undefined)).toEqual([]);
});

test("a resource of another account is taken to leave the decision to the caller's account", () => {
  const input = { QueueUrl: 'https://sqs/222222222222/q' };
  expect(permissionsOf({ service: 'sqs', action: 'SendMessage', input, place })).toMatchObject([
    {
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:us-east-1:222222222222:q',
      resourcePolicy: { account: '222222222222' },
    },
  ]);
});
