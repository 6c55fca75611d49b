import { describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { parseTaskResource } from '../../../src/asl/resource.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { createConnectors } from '../../../src/connectors/index.ts';
import {
  aConnectorTask,
  aScriptedSession,
  idempotencyKey,
  type ScriptedAnswer,
} from '../a-connector-task.ts';

const { find } = createConnectors(apiModels);

async function call(resource: string, parameters: Json, answer: ScriptedAnswer) {
  const parsed = parseTaskResource(`arn:aws:states:::aws-sdk:${resource}`);
  const connector = parsed && find(parsed);
  if (parsed?.kind !== 'Integration' || connector === undefined)
    throw new Error(`no connector for ${resource}`);
  const { session, requests } = aScriptedSession(answer);
  const task = aConnectorTask({ session, parameters, pattern: parsed.pattern });
  return { answer: await connector.call(task), requests };
}

describe('parameters of any installed client', () => {
  test.each<[string, string, JsonObject, string, string, JsonObject]>([
    [
      'a body that is a value is its JSON',
      's3:putObject',
      { Bucket: 'b', Key: 'k', Body: { a: 1 }, SsekmsKeyId: 'key', ChecksumCRC32: 'c' },
      's3',
      'PutObject',
      { Bucket: 'b', Key: 'k', Body: '{"a":1}', SSEKMSKeyId: 'key', ChecksumCRC32: 'c' },
    ],
    [
      'a text within a body that stands for bytes',
      'kms:encrypt',
      { KeyId: 'k', Plaintext: 'plain_text ü' },
      'kms',
      'Encrypt',
      { KeyId: 'k', Plaintext: Buffer.from('plain_text ü').toString('base64') },
    ],
    [
      "attribute values with Java's names, scalars as texts",
      'dynamodb:putItem',
      {
        TableName: 't',
        Item: { id: { N: 7 }, tags: { Ss: ['a'] }, gone: { Nul: true }, on: { Bool: 'true' } },
      },
      'dynamodb',
      'PutItem',
      {
        TableName: 't',
        Item: { id: { N: '7' }, tags: { SS: ['a'] }, gone: { NULL: true }, on: { BOOL: true } },
      },
    ],
    [
      'points in time as texts or seconds',
      'cloudwatch:putMetricData',
      { Namespace: 'n', MetricData: [{ MetricName: 'm', Timestamp: '2026-01-01T00:00:00Z', Value: '1.5' }] },
      'cloudwatch',
      'PutMetricData',
      { Namespace: 'n', MetricData: [{ MetricName: 'm', Timestamp: Date.UTC(2026, 0, 1), Value: 1.5 }] },
    ],
    [
      'a document is any JSON',
      'bedrockruntime:converse',
      { ModelId: 'm', AdditionalModelRequestFields: { top_k: 1, Nested: [null] } },
      'bedrockruntime',
      'Converse',
      { modelId: 'm', additionalModelRequestFields: { top_k: 1, Nested: [null] } },
    ],
    [
      'a token that nobody gave makes repetitions one call',
      'secretsmanager:putSecretValue',
      { SecretId: 's', SecretString: 'v' },
      'secretsmanager',
      'PutSecretValue',
      { SecretId: 's', SecretString: 'v', ClientRequestToken: idempotencyKey },
    ],
    [
      'a token that the author gave stays',
      'ecs:runTask.waitForTaskToken',
      { TaskDefinition: 'd', ClientToken: 'mine' },
      'ecs',
      'RunTask',
      { taskDefinition: 'd', clientToken: 'mine' },
    ],
    [
      'an operation of a service that this server has in part',
      'lambda:listTags',
      { Resource: 'arn' },
      'lambda',
      'ListTags',
      { Resource: 'arn' },
    ],
  ])('%s', async (_, resource, parameters, service, action, input) => {
    const { requests } = await call(resource, parameters, {});
    expect(requests).toEqual([{ service, action, input }]);
  });

  test.each<[string, JsonObject, string]>([
    ['s3:getObject', { Bucket: 'b' }, "The field 'Key' is required but was missing"],
    [
      'dynamodb:getItem',
      { TableName: 't', Key: { id: { BOOL: true } } },
      "The field 'BOOL' is not supported by Step Functions",
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'u', MessageBody: 'b', DelaySeconds: 'soon' },
      "The value of the field 'DelaySeconds' has an invalid format",
    ],
  ])('%s with %j makes no call', async (resource, parameters, problem) => {
    const { answer, requests } = await call(resource, parameters, {});
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(requests).toEqual([]);
  });
});

describe('results of any installed client', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      's3:getObject',
      { Bucket: 'b', Key: 'k' },
      {
        Body: 'text data',
        ETag: '"e"',
        LastModified: Date.UTC(2025, 10, 6, 12, 17, 53),
        Metadata: {},
        ContentLength: 9,
      },
      {
        Body: 'text data',
        ContentLength: 9,
        ETag: '"e"',
        LastModified: '2025-11-06T12:17:53Z',
        Metadata: {},
      },
    ],
    [
      'kms:decrypt',
      { CiphertextBlob: 'c' },
      { Plaintext: Buffer.from('secret ü').toString('base64'), KeyId: 'k' },
      { KeyId: 'k', Plaintext: 'secret ü' },
    ],
    [
      'dynamodb:getItem',
      { TableName: 't', Key: {} },
      { Item: { on: { BOOL: true }, list: { L: [{ NULL: true }] } } },
      { Item: { on: { Bool: true }, list: { L: [{ Nul: true }] } } },
    ],
  ])('%s', async (resource, parameters, output, result) => {
    const { answer } = await call(resource, parameters, output);
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result }));
  });
});

describe('refusals of any service', () => {
  const refused = { status: 404, requestId: 'r' };
  test.each<[string, Error, string, string]>([
    [
      's3:listBuckets',
      new ServiceError('No.', { ...refused, code: 'NoSuchKey', extendedRequestId: 'x', attemptCount: 1 }),
      'S3.NoSuchKeyException',
      'No. (Service: S3, Status Code: 404, Request ID: r, Extended Request ID: x) (SDK Attempt Count: 1)',
    ],
    [
      'secretsmanager:listSecrets',
      new ServiceError('No.', { ...refused, code: 'AccessDeniedException', attemptCount: 3 }),
      'SecretsManager.SecretsManagerException',
      'No. (Service: SecretsManager, Status Code: 404, Request ID: r) (SDK Attempt Count: 3)',
    ],
    [
      'sqs:listQueues',
      new ServiceError('No.', { ...refused, code: 'AWS.SimpleQueueService.NonExistentQueue' }),
      'Sqs.QueueDoesNotExistException',
      'No. (Service: Sqs, Status Code: 404, Request ID: r) (SDK Attempt Count: 1)',
    ],
    [
      'sns:listTopics',
      new ServiceUnreachable('Gone', 3),
      'Sns.SdkClientException',
      'Gone (SDK Attempt Count: 3)',
    ],
    ['sns:listTopics', new ServiceUnreachable('No target', 0), 'Sns.SdkClientException', 'No target'],
  ])('%s', async (resource, refusal, error, cause) => {
    const { answer } = await call(resource, {}, refusal);
    expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
  });
});
