import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { invokeApi } from '../../../src/connectors/apigateway/invoke.ts';
import {
  type ApiTarget,
  EndpointUnreachable,
  type HttpRequest,
  type HttpResponse,
  type UnreachableReason,
} from '../../../src/connectors/http/endpoint-session.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession } from '../a-connector-task.ts';
import { anEndpointSession, aResponse, type ScriptedEndpoints } from '../http/an-endpoint-session.ts';

const ApiEndpoint = 'a1b2c3.execute-api.us-east-1.amazonaws.com';
const required = { ApiEndpoint, Method: 'GET' };

function aTarget(isAws: boolean): ApiTarget {
  return {
    isAws,
    route: async (request, isSigned) => ({ ...request, connectTo: isSigned ? 'signed' : 'unsigned' }),
  };
}

async function call(
  parameters: Json,
  script: ScriptedEndpoints = {},
  pattern: IntegrationPattern = 'RequestResponse',
) {
  const found = anEndpointSession({ responses: [aResponse('{"myBills":[]}')], ...script });
  const { session } = aScriptedSession();
  const answer = await invokeApi.call(
    aConnectorTask({ session, parameters, pattern, endpoints: found.endpoints }),
  );
  return { ...found, answer };
}

describe('the request', () => {
  test.each<[string, JsonObject, Partial<HttpRequest>]>([
    ['a default stage', {}, { method: 'GET', url: `https://${ApiEndpoint}/`, headers: [] }],
    ['a stage alone', { Stage: 'prod' }, { url: `https://${ApiEndpoint}/prod` }],
    ['a path', { Stage: 'prod', Path: 'bills/add' }, { url: `https://${ApiEndpoint}/prod/bills/add` }],
    [
      'a path that leads and ends with a slash',
      { Stage: 'prod', Path: '/bills/' },
      { url: `https://${ApiEndpoint}/prod/bills/` },
    ],
    ['a path with a question mark', { Path: 'a?b#c' }, { url: `https://${ApiEndpoint}/a%3Fb%23c` }],
    [
      'lists of headers and query parameters',
      { Headers: { key: ['value1', 'value2'], one: 'x' }, QueryParameters: { billId: ['1 2', '3'] } },
      {
        url: `https://${ApiEndpoint}/?billId=1%202&billId=3`,
        headers: [
          ['key', 'value1'],
          ['key', 'value2'],
          ['one', 'x'],
        ],
      },
    ],
    [
      'a body without the members that are null',
      {
        Method: 'POST',
        RequestBody: { NewPet: { type: 'turtle', category: null, tags: [null, { a: null }] } },
      },
      {
        body: '{"NewPet":{"type":"turtle","tags":[null,{}]}}',
        headers: [['Content-Type', 'application/json']],
      },
    ],
    [
      'a body with the members that are null',
      { Method: 'PUT', RequestBody: { category: null }, AllowNullValues: true },
      { body: '{"category":null}' },
    ],
    [
      'a body that is a text',
      { Method: 'PATCH', RequestBody: 'plain', Headers: { 'content-type': 'text/plain' } },
      { body: 'plain', headers: [['content-type', 'text/plain']] },
    ],
  ])('%s', async (_, parameters, expected) => {
    const { sent } = await call({ ...required, ...parameters });
    expect(sent).toMatchObject([expected]);
  });

  test('has no body but for PATCH, POST and PUT (documented)', async () => {
    for (const Method of ['GET', 'DELETE', 'HEAD', 'OPTIONS']) {
      const { sent } = await call({ ...required, Method, RequestBody: {} });
      expect(sent.map((request) => request.body)).toEqual([undefined]);
    }
  });
});

describe('parameters that make no request fail the task without one', () => {
  test.each<[Json, string]>([
    [[], 'The Parameters must be a JSON object'],
    [{ Method: 'GET' }, "The field 'ApiEndpoint' is required but was missing"],
    [
      { ApiEndpoint: 'https://a.com/b', Method: 'GET' },
      "The value of the field 'ApiEndpoint' has an invalid format",
    ],
    [
      { ApiEndpoint: 'a.com@b.com', Method: 'GET' },
      "The value of the field 'ApiEndpoint' has an invalid format",
    ],
    [{ ApiEndpoint }, "The field 'Method' is required but was missing"],
    [{ ...required, AuthType: 'BASIC' }, "The value of the field 'AuthType' has an invalid format"],
    [{ ...required, Headers: { Host: 'x' } }, "The header 'Host' is not supported"],
    [{ ...required, Headers: { 'X-Amzn-Trace-Id': 'x' } }, "The header 'X-Amzn-Trace-Id' is not supported"],
    [{ ...required, Stages: 'x' }, "The field 'Stages' is not supported by Step Functions"],
  ])('%j', async (parameters, problem) => {
    const { answer, sent } = await call(parameters);
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(sent).toEqual([]);
  });
});

const output = {
  Headers: { 'Content-Type': ['application/json'] },
  ResponseBody: { myBills: [] },
  StatusCode: 200,
  StatusText: 'OK',
};

test('the result shows the answer', async () => {
  const { answer } = await call(required);
  expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result: output }));
});

test('a call that waits for a task token is submitted', async () => {
  const { answer } = await call(required, {}, 'WaitForTaskToken');
  expect(answer).toEqual({ type: 'Submitted', output, job: undefined });
});

describe('an answer that is no success fails the task, whatever the pattern', () => {
  const unreachable = (reason: UnreachableReason) => new EndpointUnreachable('why', reason);
  test.each<[HttpResponse | Error, string, string]>([
    [
      aResponse('{"message":"Missing Authentication Token"}', { status: 403, statusText: 'Forbidden' }),
      'ApiGateway.403',
      '{"message":"Missing Authentication Token"}',
    ],
    [aResponse('', { status: 504, statusText: 'Gateway Timeout' }), 'ApiGateway.504', 'Gateway Timeout'],
    [unreachable('UnknownHost'), 'ApiGateway.UnknownHostException', 'why'],
    [unreachable('Connect'), 'ApiGateway.ConnectException', 'why'],
    [unreachable('Timeout'), 'ApiGateway.SocketTimeoutException', 'why'],
    [unreachable('Forbidden'), 'ApiGateway.SdkClientException', 'why'],
    [
      unreachable('TooLarge'),
      'States.DataLimitExceeded',
      "The state/task 'apigateway' returned a result with a size exceeding the maximum number of bytes service limit.",
    ],
  ])('%s', async (response, error, cause) => {
    for (const pattern of ['RequestResponse', 'WaitForTaskToken'] as const) {
      const { answer } = await call(required, { responses: [response] }, pattern);
      expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
    }
  });
});

describe('who may call', () => {
  const arn = 'arn:aws:execute-api:us-east-1:111111111111:a1b2c3';
  const asRole = { ...required, AuthType: 'IAM_ROLE' };

  test.each<[JsonObject, string, string]>([
    [{ Stage: 'prod', Path: '/bills' }, 'execute-api:Invoke', `${arn}/prod/GET/bills`],
    [{ Method: 'POST' }, 'execute-api:Invoke', `${arn}/$default/POST/`],
    [
      { Stage: 'prod', Path: '@connections/c' },
      'execute-api:ManageConnections',
      `${arn}/prod/GET/@connections/c`,
    ],
  ])('%j asks for %s on %s', async (parameters, action, resource) => {
    const { asked, sent } = await call({ ...asRole, ...parameters }, { apiTarget: aTarget(false) });
    expect(asked).toEqual([{ action, resource }]);
    expect(sent).toMatchObject([{ connectTo: 'signed' }]);
  });

  test('a role that may not is told so as API Gateway does', async () => {
    const { answer, sent } = await call(asRole, {
      apiTarget: aTarget(false),
      denials: { 'execute-api:Invoke': 'User: u is not authorized' },
    });
    const result = new Failure('ApiGateway.403', '{"message":"User: u is not authorized"}');
    expect(answer).toEqual({ type: 'Result', result });
    expect(sent).toEqual([]);
  });

  test('AWS decides about its own APIs', async () => {
    const { asked, sent } = await call(asRole, { apiTarget: aTarget(true) });
    expect(asked).toEqual([]);
    expect(sent).toMatchObject([{ connectTo: 'signed' }]);
  });

  test('nobody is asked without authentication, and nothing is signed', async () => {
    const { asked, sent } = await call(required, { apiTarget: aTarget(false) });
    expect(asked).toEqual([]);
    expect(sent).toMatchObject([{ connectTo: 'unsigned' }]);
  });

  test('a resource policy is not ours to decide', async () => {
    const { asked, sent } = await call(
      { ...required, AuthType: 'RESOURCE_POLICY' },
      { apiTarget: aTarget(false) },
    );
    expect(asked).toEqual([]);
    expect(sent).toMatchObject([{ connectTo: 'signed' }]);
  });

  test.each([
    ['IAM_ROLE', undefined],
    ['RESOURCE_POLICY', undefined],
    ['RESOURCE_POLICY', aTarget(true)],
  ])('%s where nobody could sign fails with what to do', async (AuthType, apiTarget) => {
    const { answer, sent } = await call(
      { ...required, AuthType },
      apiTarget === undefined ? {} : { apiTarget },
    );
    expect(answer).toMatchObject({ result: { error: 'ApiGateway.SdkClientException' } });
    expect(sent).toEqual([]);
  });
});
