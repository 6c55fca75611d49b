import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import {
  type ConnectionSecrets,
  EndpointUnreachable,
  type HttpExchange,
  type HttpRequest,
  type HttpResponse,
} from '../../../src/connectors/http/endpoint-session.ts';
import { createHttpInvoke } from '../../../src/connectors/http/invoke.ts';
import { aConnectorTask, aScriptedSession } from '../a-connector-task.ts';
import {
  anEndpointSession,
  apiKey,
  aResponse,
  connectionArn,
  type ScriptedEndpoints,
  secretArn,
} from './an-endpoint-session.ts';

const InvocationConfig = { ConnectionArn: connectionArn };
const required = { ApiEndpoint: 'https://example.com/path', Method: 'GET', InvocationConfig };
const ownHeaders = [
  ['Range', 'bytes=0-262144'],
  ['User-Agent', 'Amazon|StepFunctions|HttpInvoke|us-east-1'],
] as const;

async function call(
  parameters: Json,
  script: ScriptedEndpoints = {},
  {
    invoke = createHttpInvoke(),
    onExchange,
  }: { invoke?: ReturnType<typeof createHttpInvoke>; onExchange?: (exchange: HttpExchange) => void } = {},
) {
  const found = anEndpointSession({
    responses: [aResponse('{}'), aResponse('{}')],
    connection: apiKey,
    ...script,
  });
  const { session } = aScriptedSession();
  const answer = await invoke.call(
    aConnectorTask({ session, parameters, endpoints: found.endpoints, ...(onExchange && { onExchange }) }),
  );
  if (answer.type !== 'Result') throw new Error('a result');
  return { ...found, result: answer.result };
}

function withParameters(parameters: JsonObject): ConnectionSecrets {
  return { ...apiKey, authParameters: { ...apiKey.authParameters, InvocationHttpParameters: parameters } };
}

const pair = (Key: string, Value: string, IsValueSecret = false) => ({ Key, Value, IsValueSecret });

describe('a request is the definition’s and the connection’s together', () => {
  const form = { Transform: { RequestBodyEncoding: 'URL_ENCODED' } };
  test.each<[string, JsonObject, ConnectionSecrets, Partial<HttpRequest>]>([
    [
      'a read has the headers of Step Functions and the connection',
      {},
      apiKey,
      { method: 'GET', url: 'https://example.com/path', headers: [['Apikey', 'key_value'], ...ownHeaders] },
    ],
    [
      'of what both name, the connection’s counts (documented)',
      {
        Method: 'POST',
        Headers: { 'Request-Id': 'my_request_id', 'header-param': 'state_machine_header_param' },
        RequestBody: {
          Job: 'Software Engineer',
          Company: 'AnyCompany',
          BodyParam: 'state_machine_body_param',
        },
        QueryParameters: { QueryParam: 'state_machine_query_param' },
      },
      withParameters({
        BodyParameters: [pair('BodyParam', 'connection_body_param')],
        HeaderParameters: [pair('Header-Param', 'connection_header_param')],
        QueryStringParameters: [pair('QueryParam', 'connection_query_param')],
      }),
      {
        method: 'POST',
        url: 'https://example.com/path?QueryParam=connection_query_param',
        headers: [
          ['Content-Type', 'application/json; charset=UTF-8'],
          ['Request-Id', 'my_request_id'],
          ['Header-Param', 'connection_header_param'],
          ['Apikey', 'key_value'],
          ...ownHeaders,
        ],
        body: '{"Job":"Software Engineer","Company":"AnyCompany","BodyParam":"connection_body_param"}',
      },
    ],
    [
      'a user and a password are Basic',
      { Authentication: InvocationConfig, InvocationConfig: null },
      {
        authorizationType: 'BASIC',
        authParameters: { BasicAuthParameters: { Username: 'myUsername', Password: 'pässword' } },
        secretArn,
      },
      {
        headers: [
          ['Authorization', `Basic ${Buffer.from('myUsername:pässword').toString('base64')}`],
          ...ownHeaders,
        ],
      },
    ],
    [
      'query parameters are encoded, and a list is a parameter several times',
      { ApiEndpoint: 'https://example.com/path?a=1', QueryParameters: { 'k y': ['ä', 2, true], n: null } },
      apiKey,
      { url: 'https://example.com/path?a=1&k%20y=%C3%A4&k%20y=2&k%20y=true' },
    ],
    [
      'the connection’s query parameter replaces one of the endpoint itself',
      { ApiEndpoint: 'https://example.com/path?a=1&b=2' },
      withParameters({ QueryStringParameters: [pair('a', '3')] }),
      { url: 'https://example.com/path?b=2&a=3' },
    ],
    [
      'a form has its own content type',
      {
        Method: 'POST',
        ...form,
        RequestBody: {
          description: 'Monthly subscription',
          metadata: { order_details: 'monthly report data' },
        },
      },
      apiKey,
      {
        headers: [
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['Apikey', 'key_value'],
          ...ownHeaders,
        ],
        body: 'description=Monthly%20subscription&metadata%5Border_details%5D=monthly%20report%20data',
      },
    ],
    [
      'a content type that is given is kept',
      { Method: 'PUT', RequestBody: [1], Headers: { 'content-type': 'application/vnd.x+json' } },
      apiKey,
      {
        headers: [['content-type', 'application/vnd.x+json'], ['Apikey', 'key_value'], ...ownHeaders],
        body: '[1]',
      },
    ],
    [
      'a text is a body as it is',
      { Method: 'PATCH', RequestBody: 'plain', Headers: { 'content-type': 'text/plain' } },
      apiKey,
      { body: 'plain' },
    ],
    [
      'the connection may bring the whole body',
      { Method: 'POST' },
      withParameters({ BodyParameters: [pair('a', 'b')] }),
      { body: '{"a":"b"}' },
    ],
  ])('%s', async (_, parameters, connection, expected) => {
    const { sent } = await call({ ...required, ...parameters }, { connection });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject(expected);
  });
});

describe('parameters that make no request fail the task without one', () => {
  test.each<[Json, string]>([
    ['x', 'The Parameters must be a JSON object'],
    [{ Method: 'GET', InvocationConfig }, "The field 'ApiEndpoint' is required but was missing"],
    [{ ApiEndpoint: 'https://e.com', InvocationConfig }, "The field 'Method' is required but was missing"],
    [{ ...required, Method: 'TRACE' }, "The value of the field 'Method' has an invalid format"],
    [
      { ...required, ApiEndpoint: 'ftp://e.com' },
      "The value of the field 'ApiEndpoint' has an invalid format",
    ],
    [
      { ...required, ApiEndpoint: 'https://api.com@e.com/' },
      "The value of the field 'ApiEndpoint' has an invalid format",
    ],
    [{ ...required, InvocationConfig: null }, "The field 'InvocationConfig' is required but was missing"],
    [{ ...required, InvocationConfig: {} }, "The field 'ConnectionArn' is required but was missing"],
    [{ ...required, Other: 1 }, "The field 'Other' is not supported by Step Functions"],
    [{ ...required, Headers: { Authorization: 'x' } }, "The header 'Authorization' is not supported"],
    [{ ...required, Headers: { 'X-Amz-Date': 'x' } }, "The header 'X-Amz-Date' is not supported"],
    [{ ...required, Headers: { 'x-forwarded-for': 'x' } }, "The header 'x-forwarded-for' is not supported"],
    [{ ...required, Headers: { a: 'b\r\nHost: x' } }, "The value of the field 'a' has an invalid format"],
    [{ ...required, Headers: { 'a b': 'c' } }, "The value of the field 'a b' has an invalid format"],
    [{ ...required, QueryParameters: { a: { b: 1 } } }, "The value of the field 'a' has an invalid format"],
    [
      { ...required, Transform: { RequestBodyEncoding: 'XML' } },
      "The value of the field 'RequestBodyEncoding' has an invalid format",
    ],
  ])('%j', async (parameters, problem) => {
    const { result, sent, asked } = await call(parameters);
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(result).toEqual(new Failure('States.Runtime', cause));
    expect([...sent, ...asked]).toEqual([]);
  });

  test('a body that is a text cannot be added to (documented)', async () => {
    const connection = withParameters({ BodyParameters: [pair('a', 'b')] });
    const { result, sent } = await call({ ...required, Method: 'POST', RequestBody: 'x' }, { connection });
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect(sent).toEqual([]);
  });
});

describe('the answer', () => {
  test.each<[string, HttpResponse, Json]>([
    [
      'is parsed where it is JSON, with every header’s values',
      aResponse('{"a":[1]}', {
        status: 201,
        statusText: 'Created',
        headers: [
          ['Content-Type', 'application/json; charset=utf-8'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
      }),
      {
        Headers: { 'Content-Type': ['application/json; charset=utf-8'], 'Set-Cookie': ['a=1', 'b=2'] },
        ResponseBody: { a: [1] },
        StatusCode: 201,
        StatusText: 'Created',
      },
    ],
    [
      'is text where it is not',
      aResponse('{"a":1}', { headers: [['content-type', 'text/html']] }),
      {
        Headers: { 'content-type': ['text/html'] },
        ResponseBody: '{"a":1}',
        StatusCode: 200,
        StatusText: 'OK',
      },
    ],
    [
      'is text where it only says that it is JSON',
      aResponse('<html>'),
      {
        Headers: { 'Content-Type': ['application/json'] },
        ResponseBody: '<html>',
        StatusCode: 200,
        StatusText: 'OK',
      },
    ],
    [
      'may be nothing',
      aResponse('', { status: 204, statusText: 'No Content', headers: [] }),
      { Headers: {}, ResponseBody: '', StatusCode: 204, StatusText: 'No Content' },
    ],
  ])('%s', async (_, response, expected) => {
    const { result } = await call(required, { responses: [response] });
    expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
  });

  test.each<[string, HttpResponse | Error, string, string | undefined]>([
    [
      'of another status than 2xx fails the task with its body',
      aResponse('{"message":"gone"}', { status: 404, statusText: 'Not Found' }),
      'States.Http.StatusCode.404',
      '{"message":"gone"}',
    ],
    [
      'that redirects is not followed',
      aResponse('', { status: 302, statusText: 'Found', headers: [['Location', 'https://other.com']] }),
      'States.Http.StatusCode.302',
      'Found',
    ],
    [
      'that is bytes cannot be read (documented)',
      aResponse('x', { headers: [['content-type', 'application/octet-stream']] }),
      'States.Runtime',
      'The response cannot be read as text. Its content type: application/octet-stream',
    ],
    [
      'that is an image cannot be read (documented)',
      aResponse('x', { headers: [['content-type', 'image/png']] }),
      'States.Runtime',
      'The response cannot be read as text. Its content type: image/png',
    ],
    [
      'that is no UTF-8 cannot be read',
      aResponse(new Uint8Array([0xff, 0xfe]), { headers: [] }),
      'States.Runtime',
      'The response cannot be read as text. Its content type: none',
    ],
    [
      'that never came is an error of the socket',
      new EndpointUnreachable('No answer within 60 seconds', 'Timeout'),
      'States.Http.Socket',
      'No answer within 60 seconds',
    ],
    [
      'that is too large exceeds what a task may return',
      new EndpointUnreachable('The answer is larger', 'TooLarge'),
      'States.DataLimitExceeded',
      "The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit.",
    ],
  ])('%s', async (_, response, error, cause) => {
    const { result } = await call(required, { responses: [response] });
    expect(result).toEqual(new Failure(error, cause));
  });

  test('an error of our own is not dressed up as the endpoint’s', async () => {
    await expect(call(required, { responses: [new TypeError('oops')] })).rejects.toThrow('oops');
  });
});

describe('the role', () => {
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:parent';

  test('is asked for the endpoint, the connection and its secret, in this order', async () => {
    const { asked } = await call({ ...required, QueryParameters: { a: 'b c' } });
    expect(asked).toEqual([
      {
        action: 'states:InvokeHTTPEndpoint',
        resource: stateMachineArn,
        context: { 'states:HTTPEndpoint': 'https://example.com/path?a=b%20c', 'states:HTTPMethod': 'GET' },
      },
      { action: 'events:RetrieveConnectionCredentials', resource: connectionArn },
      { action: 'secretsmanager:DescribeSecret', resource: secretArn },
      { action: 'secretsmanager:GetSecretValue', resource: secretArn },
    ]);
  });

  test.each([
    ['https://example.com', 'https://example.com'],
    ['https://example.com/public/../private', 'https://example.com/private'],
    ['https://example.com/public/%2e%2e/private', 'https://example.com/private'],
    ['https://EXAMPLE.com\\private', 'https://example.com/private'],
    ['https://example.com/a#fragment', 'https://example.com/a'],
  ])('decides about %s as %s, which is what is called', async (ApiEndpoint, endpoint) => {
    const { asked, sent } = await call({ ...required, ApiEndpoint });
    expect(asked[0]?.context).toMatchObject({ 'states:HTTPEndpoint': endpoint });
    expect(new URL(sent[0]?.url ?? '').href).toBe(new URL(endpoint).href);
  });

  test.each([
    ['states:InvokeHTTPEndpoint', 'States.Permissions'],
    ['events:RetrieveConnectionCredentials', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:DescribeSecret', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:GetSecretValue', 'Events.ConnectionResource.AccessDenied'],
  ])('without %s calls nothing: %s', async (action, error) => {
    const { result, sent } = await call(required, { denials: { [action]: 'not authorized' } });
    expect(result).toEqual(new Failure(error, 'not authorized'));
    expect(sent).toEqual([]);
  });
});

test.each([
  ['there is none', connectionArn, undefined],
  ['it is another account’s', connectionArn.replace('111111111111', '222222222222'), apiKey],
  ['it is in another region', connectionArn.replace('us-east-1', 'eu-west-1'), apiKey],
  ['it is none', 'connection', apiKey],
])('a connection is not found where %s', async (_, ConnectionArn, connection) => {
  const { result, sent } = await call({ ...required, InvocationConfig: { ConnectionArn } }, { connection });
  const cause = `Connection '${ConnectionArn}' does not exist.`;
  expect(result).toEqual(new Failure('Events.ConnectionResource.ResourceNotFound', cause));
  expect(sent).toEqual([]);
});

describe('OAuth', () => {
  const oauth = (parameters: JsonObject = {}): ConnectionSecrets => ({
    authorizationType: 'OAUTH_CLIENT_CREDENTIALS',
    authParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: 'id', ClientSecret: 's&cret' },
        AuthorizationEndpoint: 'https://auth.example.com/token',
        HttpMethod: 'POST',
        ...parameters,
      },
    },
    secretArn,
  });
  const token = (text: string, expires_in?: number) =>
    aResponse(
      JSON.stringify({ access_token: text, token_type: 'Bearer', ...(expires_in && { expires_in }) }),
    );
  const bearers = (sent: readonly HttpRequest[]) =>
    sent.flatMap(({ headers }) =>
      headers.filter(([name]) => name === 'Authorization').map(([, value]) => value),
    );

  test.each<[string, JsonObject, HttpRequest]>([
    [
      'a POST has the credentials in its body',
      {},
      {
        method: 'POST',
        url: 'https://auth.example.com/token',
        headers: [
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['Accept', 'application/json'],
        ],
        body: 'grant_type=client_credentials&client_id=id&client_secret=s%26cret',
      },
    ],
    [
      'a GET has them in its query',
      { HttpMethod: 'GET' },
      {
        method: 'GET',
        url: 'https://auth.example.com/token?grant_type=client_credentials&client_id=id&client_secret=s%26cret',
        headers: [],
      },
    ],
    [
      'the connection’s own parameters are added',
      {
        HttpMethod: 'PUT',
        OAuthHttpParameters: {
          BodyParameters: [pair('scope', 'a b', true), pair('grant_type', 'custom')],
          HeaderParameters: [pair('X-Tenant', 't')],
          QueryStringParameters: [pair('v', '2')],
        },
      },
      {
        method: 'PUT',
        url: 'https://auth.example.com/token?v=2',
        headers: [
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['Accept', 'application/json'],
          ['X-Tenant', 't'],
        ],
        body: 'client_id=id&client_secret=s%26cret&scope=a%20b&grant_type=custom',
      },
    ],
  ])('%s', async (_, parameters, request) => {
    const { sent } = await call(required, {
      connection: oauth(parameters),
      responses: [token('t'), aResponse('{}')],
    });
    expect(sent[0]).toEqual(request);
    expect(bearers(sent)).toEqual(['Bearer t']);
  });

  test('a token is kept until shortly before it expires', async () => {
    const invoke = createHttpInvoke();
    const found = anEndpointSession({
      connection: oauth(),
      responses: [token('one', 600), aResponse('{}'), aResponse('{}'), token('two', 600), aResponse('{}')],
    });
    const { session } = aScriptedSession();
    const task = aConnectorTask({ session, parameters: required, endpoints: found.endpoints });
    for (const secondsLater of [0, 530, 20]) {
      found.clock.at += secondsLater * 1000;
      await invoke.call(task);
    }
    expect(bearers(found.sent)).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
  });

  test('a token is asked for once while many wait for it', async () => {
    const invoke = createHttpInvoke();
    const { endpoints, sent } = anEndpointSession({
      connection: oauth(),
      responses: [token('one', 600), aResponse('{}'), aResponse('{}'), aResponse('{}')],
    });
    const { session } = aScriptedSession();
    const task = aConnectorTask({ session, parameters: required, endpoints });
    await Promise.all([invoke.call(task), invoke.call(task), invoke.call(task)]);
    expect(sent.filter(({ url }) => url.includes('/token'))).toHaveLength(1);
  });

  test('a token that the endpoint does not take is replaced once', async () => {
    const refused = aResponse('no', { status: 401, statusText: 'Unauthorized' });
    const { sent, result } = await call(required, {
      connection: oauth(),
      responses: [token('one'), refused, token('two'), refused],
    });
    expect(bearers(sent)).toEqual(['Bearer one', 'Bearer two']);
    expect(result).toEqual(new Failure('States.Http.StatusCode.401', 'no'));
  });

  test.each([
    ['a refusal', aResponse('{"error":"invalid_client"}', { status: 401, statusText: 'Unauthorized' })],
    ['an answer without a token', aResponse('{}')],
    ['an answer that is not JSON', aResponse('<html>')],
  ])('%s of the authorization server is an invalid connection', async (_, response) => {
    const { result, sent } = await call(required, { connection: oauth(), responses: [response] });
    expect(result).toMatchObject({ error: 'Events.ConnectionResource.InvalidConnectionState' });
    expect(sent).toHaveLength(1);
  });
});

test('who tests a state sees the exchange, with the connection’s secrets and without', async () => {
  const exchanges: HttpExchange[] = [];
  const connection = withParameters({
    QueryStringParameters: [pair('open', 'o'), pair('closed', 'c', true)],
    BodyParameters: [pair('secret', 's', true)],
  });
  const response = aResponse('{}');
  await call(
    { ...required, Method: 'POST' },
    { connection, responses: [response] },
    { onExchange: (exchange) => exchanges.push(exchange) },
  );
  expect(exchanges).toMatchObject([
    {
      request: { url: 'https://example.com/path?open=o&closed=c', body: '{"secret":"s"}' },
      concealedRequest: {
        url: 'https://example.com/path?open=o&closed=********',
        body: '{"secret":"********"}',
      },
      response,
    },
  ]);
  expect(JSON.stringify(exchanges[0]?.concealedRequest)).not.toContain('key_value');
});

test('only methods that read may be repeated after a crash', () => {
  const { isIdempotent } = createHttpInvoke();
  const answers = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'].map((Method) =>
    isIdempotent({ resourceArn: 'arn', parameters: { ...required, Method } }),
  );
  expect(answers).toEqual([true, true, true, false, false, false, false]);
});
