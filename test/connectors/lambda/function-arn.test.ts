import { expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { type Json, type JsonObject, jsonText } from '../../../src/base/json.ts';
import { ServiceError } from '../../../src/connectors/connector.ts';
import { functionArn } from '../../../src/connectors/lambda/function-arn.ts';
import { aConnectorTask, aScriptedSession, requestId } from '../a-connector-task.ts';

const resourceArn = 'arn:aws:lambda:us-east-1:111111111111:function:hello:live';

async function call(parameters: Json, answer: JsonObject | Error) {
  const { session, requests } = aScriptedSession(answer);
  return { answer: await functionArn.call(aConnectorTask({ session, resourceArn, parameters })), requests };
}

test.each<[Json, string]>([
  [{}, '{}'],
  [null, 'null'],
  ['HelloWorld', '"HelloWorld"'],
  [[], '[]'],
  [{ FunctionName: 'not a parameter' }, '{"FunctionName":"not a parameter"}'],
])('the input %j is the event itself, and the function is the resource', async (parameters, Payload) => {
  const { requests } = await call(parameters, { StatusCode: 200, Payload: '{}' });
  expect(requests).toEqual([
    { service: 'lambda', action: 'Invoke', input: { FunctionName: resourceArn, Payload } },
  ]);
});

test.each<[string, Json]>([
  ['{"loop": {"count": 0}}', { loop: { count: 0 } }],
  ['"HelloWorld!"', 'HelloWorld!'],
  ['true', true],
  ['null', null],
  ['not JSON', 'not JSON'],
])('the payload %s is the result, without an envelope', async (payload, result) => {
  const { answer } = await call({}, { StatusCode: 200, Payload: payload, ExecutedVersion: '$LATEST' });
  expect(answer).toEqual({ type: 'Result', result });
});

test('an object keeps the spelling in which the function returned it', async () => {
  const { answer } = await call({}, { StatusCode: 200, Payload: '{"a": 1}' });
  expect(answer.type === 'Result' && jsonText(answer.result as JsonObject)).toBe('{"a": 1}');
});

test('an exception fails the task with its class and the payload as it was sent', async () => {
  const payload = '{"errorMessage": "", "errorType": "CustomException", "requestId": "1", "stackTrace": []}';
  const { answer } = await call({}, { StatusCode: 200, FunctionError: 'Unhandled', Payload: payload });
  expect(answer).toEqual({ type: 'Result', result: new Failure('CustomException', payload) });
});

test('a refusal is named as the optimized integration names it', async () => {
  const refusal = new ServiceError('Rate Exceeded.', {
    code: 'TooManyRequestsException',
    status: 429,
    requestId,
  });
  const { answer } = await call({}, refusal);
  const cause = `Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: ${requestId}; Proxy: null)`;
  expect(answer).toEqual({ type: 'Result', result: new Failure('Lambda.TooManyRequestsException', cause) });
});
