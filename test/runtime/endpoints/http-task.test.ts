import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateConnectionCommand } from '@aws-sdk/client-eventbridge';
import { SFNClient, TestStateCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import {
  createRole,
  createStateMachine,
  endOf,
  rootKey,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const seen: Seen[] = [];
const site = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method, url, headers } = request;
  seen.push({ method, url, headers, body });
  const isFound = url?.startsWith('/missing') !== true;
  response.writeHead(isFound ? 200 : 404, { 'Content-Type': 'application/json', 'X-Site': 'here' });
  response.end(isFound ? '{"orders":[1,2]}' : '{"message":"no such page"}');
});

let accounts: TwoAccounts;
let origin = '';
let connectionArn = '';
let role = '';
let sequence = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  accounts = await twoAccounts({ httpAllow: ['127.0.0.0/8'], targets: [`apigateway=${origin}`] });
  const { ConnectionArn } = await accounts.source.events.send(
    new CreateConnectionCommand({
      Name: 'site',
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'key-value' },
        InvocationHttpParameters: {
          QueryStringParameters: [{ Key: 'tenant', Value: 't', IsValueSecret: true }],
        },
      },
    }),
  );
  connectionArn = ConnectionArn ?? '';
  role = await createRole(accounts.source, 'caller', {
    trust: [trustsService('states')],
    permissions: [
      {
        Action: 'states:InvokeHTTPEndpoint',
        Resource: `arn:aws:states:us-east-1:${sourceAccount}:stateMachine:*`,
        Condition: {
          StringEquals: { 'states:HTTPMethod': 'GET' },
          StringLike: { 'states:HTTPEndpoint': [`${origin}/orders*`, `${origin}/missing`] },
        },
      },
      { Action: 'events:RetrieveConnectionCredentials', Resource: connectionArn },
      {
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: 'arn:aws:secretsmanager:*:*:secret:events!connection/site/*',
      },
      {
        Action: 'execute-api:Invoke',
        Resource: `arn:aws:execute-api:us-east-1:${sourceAccount}:a1b2c3/prod/GET/bills`,
      },
    ],
  });
});

afterAll(async () => {
  await accounts.close();
  site.closeAllConnections();
  site.close();
});

async function run(resource: string, parameters: JsonObject) {
  sequence += 1;
  seen.length = 0;
  const states = {
    Call: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true },
  };
  const machine = await createStateMachine(accounts.source, `calls-${sequence}`, { role, states });
  return endOf(accounts.source, await startExecution(accounts.source, machine));
}

function get(path: string, more: JsonObject = {}): JsonObject {
  return {
    ApiEndpoint: `${origin}${path}`,
    Method: 'GET',
    InvocationConfig: { ConnectionArn: connectionArn },
    ...more,
  };
}

describe('an HTTP Task', () => {
  test('calls with what the connection holds, which history does not show', async () => {
    const { outcome, events } = await run('http:invoke', get('/orders', { QueryParameters: { q: 'a b' } }));
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(outcome.output ?? '')).toMatchObject({
      Headers: { 'Content-Type': ['application/json'], 'X-Site': ['here'] },
      ResponseBody: { orders: [1, 2] },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect(seen).toMatchObject([
      {
        method: 'GET',
        url: '/orders?q=a%20b&tenant=t',
        headers: {
          'x-api-key': 'key-value',
          range: 'bytes=0-262144',
          'user-agent': 'Amazon|StepFunctions|HttpInvoke|us-east-1',
        },
      },
    ]);
    expect(events.map(({ type }) => type)).toContain('TaskSucceeded');
    expect(JSON.stringify(events)).not.toContain('key-value');
  });

  test('fails with the status of an answer that is no success', async () => {
    const { outcome } = await run('http:invoke', get('/missing'));
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'States.Http.StatusCode.404',
      cause: '{"message":"no such page"}',
    });
  });

  test.each([
    ['a method', { Method: 'POST' }, 'States.Permissions'],
    ['an endpoint', { ApiEndpoint: 'PATH/private' }, 'States.Permissions'],
    ['an endpoint by a detour', { ApiEndpoint: 'PATH/orders/../private' }, 'States.Permissions'],
    [
      'a connection',
      { InvocationConfig: { ConnectionArn: `arn:aws:events:us-east-1:${sourceAccount}:connection/other/1` } },
      'Events.ConnectionResource.AccessDenied',
    ],
  ])('may not use %s that its role’s policy does not name', async (_, more, error) => {
    const text = JSON.stringify(get('/orders', more)).replace('PATH', origin);
    const { outcome } = await run('http:invoke', JSON.parse(text) as JsonObject);
    expect(outcome).toMatchObject({ status: 'FAILED', error });
    expect(outcome.cause).toContain('is not authorized to perform');
    expect(seen).toEqual([]);
  });

  test('does not reach addresses that the operator did not name', async () => {
    const closed = await twoAccounts();
    try {
      const { ConnectionArn = '' } = await closed.source.events.send(
        new CreateConnectionCommand({
          Name: 'site',
          AuthorizationType: 'BASIC',
          AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
        }),
      );
      seen.length = 0;
      const Parameters = get('/orders', { InvocationConfig: { ConnectionArn } });
      const machine = await createStateMachine(closed.source, 'calls', {
        role: 'arn:aws:iam::111111111111:role/dummy',
        states: { Call: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters, End: true } },
      });
      const { outcome } = await endOf(closed.source, await startExecution(closed.source, machine));
      expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Http.Socket' });
      expect(outcome.cause).toContain('--http-allow');
      expect(seen).toEqual([]);
    } finally {
      await closed.close();
    }
  });
});

describe('TestState', () => {
  let states: SFNClient;

  beforeAll(() => {
    states = new SFNClient({
      endpoint: accounts.endpoint,
      region: 'us-east-1',
      credentials: rootKey(sourceAccount),
      disableHostPrefix: true,
    });
  });

  afterAll(() => states.destroy());

  const inspect = (inspectionLevel: 'DEBUG' | 'TRACE', revealSecrets: boolean) =>
    states.send(
      new TestStateCommand({
        definition: JSON.stringify({
          Type: 'Task',
          Resource: 'arn:aws:states:::http:invoke',
          Parameters: get('/orders'),
          End: true,
        }),
        roleArn: role,
        inspectionLevel,
        revealSecrets,
      }),
    );

  test.each([
    [false, '********', '********'],
    [true, 'key-value', 't'],
  ])(
    'shows at the level TRACE what passed over the wire, secrets revealed: %s',
    async (reveals, key, tenant) => {
      const { status, inspectionData } = await inspect('TRACE', reveals);
      expect(status).toBe('SUCCEEDED');
      expect(inspectionData?.request).toMatchObject({
        protocol: 'HTTP/1.1',
        method: 'GET',
        url: `${origin}/orders?tenant=${tenant}`,
      });
      const headers = JSON.parse(inspectionData?.request?.headers ?? '');
      expect(headers).toMatchObject({ 'X-Api-Key': key, Host: new URL(origin).host });
      expect(inspectionData?.response).toMatchObject({
        protocol: 'HTTP/1.1',
        statusCode: '200',
        statusMessage: 'OK',
        body: '{"orders":[1,2]}',
      });
      expect(JSON.parse(inspectionData?.response?.headers ?? '')).toMatchObject({ 'X-Site': 'here' });
    },
  );

  test('shows none of it at other levels', async () => {
    const { inspectionData } = await inspect('DEBUG', false);
    expect(inspectionData).not.toHaveProperty('request');
    expect(inspectionData).not.toHaveProperty('response');
  });
});

describe('a task that calls an API of API Gateway', () => {
  const call = {
    ApiEndpoint: 'a1b2c3.execute-api.us-east-1.amazonaws.com',
    Method: 'GET',
    Stage: 'prod',
    Path: 'bills',
    AuthType: 'IAM_ROLE',
  };

  test('reaches the target, under the API’s own name and signed', async () => {
    const { outcome } = await run('apigateway:invoke', { ...call, QueryParameters: { billId: ['1', '2'] } });
    expect(JSON.parse(outcome.output ?? '')).toMatchObject({
      ResponseBody: { orders: [1, 2] },
      StatusCode: 200,
    });
    expect(seen).toMatchObject([
      { url: '/prod/bills?billId=1&billId=2', headers: { host: call.ApiEndpoint } },
    ]);
    expect(seen[0]?.headers.authorization).toMatch(`AWS4-HMAC-SHA256 Credential=${sourceAccount}/`);
    expect(seen[0]?.headers.authorization).toContain('/us-east-1/execute-api/aws4_request');
  });

  test('may not call what its role’s policy does not name', async () => {
    const { outcome } = await run('apigateway:invoke', { ...call, Method: 'DELETE' });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'ApiGateway.403' });
    expect(outcome.cause).toContain('is not authorized to perform: execute-api:Invoke');
    expect(seen).toEqual([]);
  });
});
