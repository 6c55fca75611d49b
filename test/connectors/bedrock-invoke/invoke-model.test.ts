import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { createInvokeModel } from '../../../src/connectors/bedrock-invoke/invoke-model.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession, requestId, type ScriptedAnswer } from '../a-connector-task.ts';
import { loadModel, violations } from '../models/load-model.ts';

const invokeModel = createInvokeModel(loadModel);
const ModelId = 'anthropic.claude-v2';

async function call(
  parameters: Json,
  script: readonly ScriptedAnswer[],
  pattern: IntegrationPattern = 'RequestResponse',
) {
  const { session, requests } = aScriptedSession(...script);
  return { answer: await invokeModel.call(aConnectorTask({ session, parameters, pattern })), requests };
}

const answered = { body: '{"completion":"Hi"}', contentType: 'application/json' };

test.each<[string, JsonObject, JsonObject]>([
  [
    'a body that is JSON',
    { Body: { prompt: 'p' } },
    { body: '{"prompt":"p"}', contentType: 'application/json' },
  ],
  [
    'a body that is a text',
    { Body: 'p', ContentType: 'text/plain' },
    { body: 'p', contentType: 'text/plain' },
  ],
  [
    'everything else',
    {
      Body: {},
      Accept: 'application/json',
      GuardrailIdentifier: 'g',
      GuardrailVersion: 1,
      Trace: 'ENABLED',
      PerformanceConfigLatency: 'optimized',
      ServiceTier: 'flex',
    },
    {
      body: '{}',
      contentType: 'application/json',
      accept: 'application/json',
      guardrailIdentifier: 'g',
      guardrailVersion: '1',
      trace: 'ENABLED',
      performanceConfigLatency: 'optimized',
      serviceTier: 'flex',
    },
  ],
])('the model is asked with %s', async (_, parameters, members) => {
  const { requests } = await call({ ModelId, ...parameters }, [answered]);
  const input = { modelId: ModelId, ...members };
  expect(requests).toEqual([{ service: 'bedrockruntime', action: 'InvokeModel', input }]);
  const model = await loadModel('bedrockruntime');
  const shape = model?.operations.InvokeModel?.input;
  if (model === undefined || shape === undefined) throw new Error('no model of InvokeModel');
  expect(violations(model, shape, input).filter((each) => !each.endsWith('no number'))).toEqual([]);
});

test.each<[string, JsonObject, Json]>([
  ['JSON is parsed', answered, { Body: { completion: 'Hi' }, ContentType: 'application/json' }],
  ['text stays text', { body: 'Hi', contentType: 'text/plain' }, { Body: 'Hi', ContentType: 'text/plain' }],
  [
    'latency and tier are told',
    { ...answered, performanceConfigLatency: 'standard', serviceTier: 'flex' },
    {
      Body: { completion: 'Hi' },
      ContentType: 'application/json',
      PerformanceConfigLatency: 'standard',
      ServiceTier: 'flex',
    },
  ],
])('of an answer, %s', async (_, output, result) => {
  const { answer } = await call({ ModelId, Body: {} }, [output]);
  expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result }));
});

test('a model that waits for a task token is submitted', async () => {
  const { answer } = await call({ ModelId, Body: {} }, [answered], 'WaitForTaskToken');
  const output = { Body: { completion: 'Hi' }, ContentType: 'application/json' };
  expect(answer).toEqual({ type: 'Submitted', output, job: undefined });
});

test('input and output may be objects in S3, and the input says its content type', async () => {
  const parameters = { ModelId, Input: { S3Uri: 's3://in/a/b.json' }, Output: { S3Uri: 's3://out/c.json' } };
  const { answer, requests } = await call(parameters, [
    { Body: '{"prompt":"p"}', ContentType: 'application/x-own' },
    answered,
    {},
  ]);
  expect(requests).toEqual([
    { service: 's3', action: 'GetObject', input: { Bucket: 'in', Key: 'a/b.json' } },
    {
      service: 'bedrockruntime',
      action: 'InvokeModel',
      input: { modelId: ModelId, body: '{"prompt":"p"}', contentType: 'application/x-own' },
    },
    {
      service: 's3',
      action: 'PutObject',
      input: { Bucket: 'out', Key: 'c.json', Body: answered.body, ContentType: 'application/json' },
    },
  ]);
  const result = { Body: { S3Uri: 's3://out/c.json' }, ContentType: 'application/json' };
  expect(answer).toEqual({ type: 'Result', result });
});

describe('a refusal', () => {
  const refusal = (code: string, status: number) => new ServiceError('No.', { code, status, requestId });
  const cause = (service: string, status: number) =>
    `No. (Service: ${service}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  const input = { Input: { S3Uri: 's3://in/a' } };
  test.each<[string, JsonObject, readonly ScriptedAnswer[], string, string]>([
    [
      'of a model',
      { Body: {} },
      [refusal('ThrottlingException', 429)],
      'Bedrock.ThrottlingException',
      cause('BedrockRuntime', 429),
    ],
    [
      'that the API does not name',
      { Body: {} },
      [refusal('Other', 400)],
      'Bedrock.BedrockRuntimeException',
      cause('BedrockRuntime', 400),
    ],
    ['of S3', input, [refusal('NoSuchKey', 404)], 'S3.NoSuchKeyException', cause('S3', 404)],
    [
      'that never came',
      { Body: {} },
      [new ServiceUnreachable('Unable to execute HTTP request: refused')],
      'Bedrock.SdkClientException',
      'Unable to execute HTTP request: refused (SDK Attempt Count: 1)',
    ],
  ])('%s', async (_, parameters, script, error, expected) => {
    const { answer } = await call({ ModelId, ...parameters }, script);
    expect(answer).toEqual({ type: 'Result', result: new Failure(error, expected) });
  });
});

test.each<[Json, string]>([
  ['x', 'The Parameters must be a JSON object'],
  [{ Body: {} }, "The field 'ModelId' is required but was missing"],
  [{ ModelId }, "The field 'Body' is required but was missing"],
  [
    { ModelId, Body: {}, Input: { S3Uri: 's3://a/b' } },
    "Only one of the fields 'Body' and 'Input' can be specified",
  ],
  [{ ModelId, Input: { S3Uri: 'https://a/b' } }, "The value of the field 'Input' has an invalid format"],
  [{ ModelId, Body: {}, Output: 's3://a/b' }, "The value of the field 'Output' has an invalid format"],
  [{ ModelId, Body: {}, Model: 1 }, "The field 'Model' is not supported by Step Functions"],
  [{ ModelId: {}, Body: {} }, "The value of the field 'ModelId' has an invalid format"],
])('no call is made with %j', async (parameters, problem) => {
  const { answer, requests } = await call(parameters, []);
  const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
  expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
  expect(requests).toEqual([]);
});
