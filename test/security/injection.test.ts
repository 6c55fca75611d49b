import { readdirSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { anOperation, someServices, startServer, trustMode } from '../support/api-server.ts';
import { exchange, post, type RawAnswer } from '../support/raw-http.ts';
import { type HeldResources, holdResources } from './held-resources.ts';
import { type TwoTenants, twoTenants } from './two-tenants.ts';

const ansi = '\u001b[2J\u001b[31m';
const line = '\r\n{"level":60,"msg":"forged"}\r\n';

describe('what a request brings along stays within its line of the log', () => {
  const requests: readonly { readonly title: string; readonly bytes: Buffer }[] = [
    {
      title: 'an operation in the target',
      bytes: post('/', { 'x-amz-target': `AWSStepFunctions.${ansi}` }, '{}'),
    },
    {
      title: 'an action of a form',
      bytes: post(
        '/',
        { 'content-type': 'application/x-www-form-urlencoded' },
        `Version=2010-05-08&Action=${encodeURIComponent(line + ansi)}`,
      ),
    },
    { title: 'a path', bytes: post(`/2015-03-31/${encodeURIComponent(line)}`, {}, '{}') },
    {
      title: 'an input',
      bytes: post(
        '/',
        { 'x-amz-target': 'AWSStepFunctions.ListActivities' },
        JSON.stringify({ nextToken: line + ansi }),
      ),
    },
    {
      title: 'a user agent and a trace header',
      bytes: post(
        '/',
        {
          'x-amz-target': 'AWSStepFunctions.ListActivities',
          'user-agent': `\u001b[31m red`,
          'x-amzn-trace-id': `Root=1-5759e988-bd862e3fe1be46a994272793;\u001b[31m=1`,
          traceparent: '00-\u001b[31m-00f067aa0ba902b7-01',
        },
        '{}',
      ),
    },
    {
      title: 'the access key of a signature',
      bytes: post(
        '/',
        {
          'x-amz-target': 'AWSStepFunctions.ListActivities',
          authorization: `AWS4-HMAC-SHA256 Credential=${ansi}/20260115/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00`,
          'x-amz-date': '20260115T000000Z',
        },
        '{}',
      ),
    },
    {
      title: 'an origin',
      bytes: post(
        '/',
        { 'x-amz-target': 'AWSStepFunctions.ListActivities', origin: `http://${ansi}.example` },
        '{}',
      ),
    },
  ];
  test.each(requests)('$title', async ({ bytes }) => {
    let logged = '';
    const log = pino(
      { level: 'trace' },
      {
        write(text: string) {
          logged += text;
        },
      },
    );
    const operations = [
      anOperation('states', 'ListActivities', () => {
        throw new Error(`broken by ${line}${ansi}`);
      }),
    ];
    const server = await startServer(operations, {
      authentication: trustMode,
      services: someServices({ log }),
    });
    const [answer] = await exchange(server.port, bytes);
    await server.close();
    // Node itself refuses some of them before anybody sees them, and that leaves no line.
    const lines = logged.split('\n').filter((text) => text !== '');
    if (answer?.head.includes('x-amzn-requestid') === true) expect(lines.length).toBeGreaterThan(0);
    for (const text of lines) {
      const { level, msg } = JSON.parse(text) as { readonly level: number; readonly msg: string };
      expect([level, msg]).not.toEqual([60, 'forged']);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(logged).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expectCleanHead(answer);
  });
});

/** Each line of a head is a header that the server makes. */
function expectCleanHead(answer: RawAnswer | undefined): void {
  const [, ...headers] = (answer?.head ?? '').split('\r\n');
  for (const header of headers) {
    expect(header).toMatch(/^(connection|content-length|content-type|date|keep-alive|x-amzn-\w+): [ -~]+$/i);
  }
}

describe('over the whole server', () => {
  let tenants: TwoTenants;
  let held: HeldResources;
  const seen: IncomingHttpHeaders[] = [];
  const endpoint = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  let connectionArn: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    tenants = await twoTenants({ httpAllow: ['127.0.0.1'] });
    held = await holdResources(tenants);
    const connection = await tenants.succeed(
      'events',
      'CreateConnection',
      {
        Name: 'made',
        AuthorizationType: 'BASIC',
        AuthParameters: { BasicAuthParameters: { Username: 'ada', Password: 'any' } },
      },
      tenants.holderRoot,
    );
    connectionArn = String(connection.ConnectionArn);
  });

  afterAll(async () => {
    await tenants.close();
    endpoint.closeAllConnections();
    endpoint.close();
  });

  async function errorOfCall(parameters: JsonObject): Promise<string> {
    const { port } = endpoint.address() as AddressInfo;
    const definition = JSON.stringify({
      Type: 'Task',
      Resource: 'arn:aws:states:::http:invoke',
      Parameters: {
        ApiEndpoint: `http://127.0.0.1:${port}/made`,
        Method: 'POST',
        Authentication: { ConnectionArn: connectionArn },
        ...parameters,
      },
      End: true,
    });
    const { status, error } = await tenants.succeed(
      'states',
      'TestState',
      { definition, roleArn: held.roleArn, input: '{}' },
      tenants.holderRoot,
    );
    return status === 'SUCCEEDED' ? 'SUCCEEDED' : String(error);
  }

  test('an HTTP task’s header, query and method carry no second header and no second request', async () => {
    expect(await errorOfCall({ Headers: { 'X-Made': 'one' } })).toBe('SUCCEEDED');
    expect(seen).toHaveLength(1);
    const hostile: readonly JsonObject[] = [
      { Headers: { 'X-Made': 'one\r\nX-Forged: two' } },
      { Headers: { 'X-Made': 'one\nX-Forged: two' } },
      { Headers: { 'X-Made\r\nX-Forged': 'two' } },
      { Headers: { 'X-Made': 'one\u0000two' } },
      { Headers: { 'X-Made': ['one', 'two\r\nX-Forged: three'] } },
      { Headers: { Host: 'other.example' } },
      { Headers: { 'Content-Length': '0' } },
      { Headers: { 'Transfer-Encoding': 'chunked' } },
      { Method: 'POST /other HTTP/1.1\r\nX-Forged: 1' },
    ];
    for (const parameters of hostile) expect(await errorOfCall(parameters)).not.toBe('SUCCEEDED');
    expect(seen).toHaveLength(1);
    expect(await errorOfCall({ QueryParameters: { q: 'one\r\nX-Forged: two' } })).toBe('SUCCEEDED');
    expect(seen[1]).not.toHaveProperty('x-forged');
  });

  test('names with control characters are taken by no service', async () => {
    const evil = `a${ansi}\r\nb`;
    const requests: readonly (readonly [Parameters<TwoTenants['call']>[0], string, JsonObject])[] = [
      ['states', 'CreateActivity', { name: evil }],
      ['states', 'CreateStateMachine', { name: evil, definition: held.definition, roleArn: held.roleArn }],
      ['states', 'StartExecution', { stateMachineArn: held.names.machine, name: evil }],
      ['iam', 'CreateUser', { UserName: evil }],
      ['iam', 'CreateRole', { RoleName: evil, AssumeRolePolicyDocument: held.trustPolicy }],
      [
        'lambda',
        'CreateFunction',
        {
          FunctionName: evil,
          Role: held.roleArn,
          Code: { ZipFile: held.code },
          Runtime: 'nodejs20.x',
          Handler: 'index.handler',
        },
      ],
      ['events', 'PutRule', { Name: evil, EventPattern: '{"source":["a"]}' }],
      ['events', 'CreateEventBus', { Name: evil }],
      ['batch', 'CreateComputeEnvironment', { computeEnvironmentName: evil, type: 'UNMANAGED' }],
      ['ecs', 'CreateCluster', { clusterName: evil }],
      ['glue', 'CreateJob', { Name: evil, Role: held.roleArn, Command: { Name: 'pythonshell' } }],
      ['sts', 'AssumeRole', { RoleArn: held.roleArn, RoleSessionName: evil }],
      ['sqs', 'CreateQueue', { QueueName: evil }],
      ['sns', 'CreateTopic', { Name: evil }],
      ['logs', 'CreateLogGroup', { logGroupName: evil }],
      ['dynamodb', 'CreateTable', { ...keySchema, TableName: evil }],
      ['s3', 'CreateBucket', { Bucket: evil }],
    ];
    const before = tenants.stored();
    for (const [service, operation, input] of requests) {
      const answer = await tenants.call(service, operation, input, tenants.holderRoot);
      expect(answer.status, `${service}:${operation}`).toBeGreaterThanOrEqual(400);
      expect(answer.status, `${service}:${operation}`).toBeLessThan(500);
    }
    expect(tenants.stored()).toBe(before);
  });

  const keySchema: JsonObject = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };

  test('the name of an object is a name, whatever folder it speaks of', async () => {
    const root = tenants.holderRoot;
    const keys = ['../../made', '/etc/made', '..%2f..%2fmade', '.hidden', 'a//b', '\u0000made', '..'];
    for (const Key of keys) {
      const put = await tenants.call('s3', 'PutObject', { Bucket: 'held-bucket', Key, Body: Key }, root);
      expect(put.status, JSON.stringify(Key)).toBeLessThan(500);
      if (put.status >= 300) continue;
      const { text } = await tenants.call('s3', 'GetObject', { Bucket: 'held-bucket', Key }, root);
      expect(text).toBe(Key);
    }
    const parents = [
      tenants.directory,
      dirname(tenants.directory),
      dirname(dirname(tenants.directory)),
      '/etc',
    ];
    for (const parent of parents) expect(readdirSync(parent)).not.toContain('made');
  });

  test('names that lead out of a folder lead nowhere', async () => {
    const evil = ['..', '../../made', '/etc/passwd', '..%2f..%2fmade', '..\\made'];
    const before = tenants.stored();
    for (const name of evil) {
      const answers = await Promise.all([
        tenants.call(
          'lambda',
          'CreateFunction',
          {
            FunctionName: name,
            Role: held.roleArn,
            Code: { ZipFile: held.code },
            Runtime: 'nodejs20.x',
            Handler: 'index.handler',
          },
          tenants.holderRoot,
        ),
        tenants.call('batch', 'CreateJobQueue', { jobQueueName: name, priority: 1 }, tenants.holderRoot),
        tenants.call(
          'states',
          'CreateStateMachine',
          {
            name: 'logged',
            definition: held.definition,
            roleArn: held.roleArn,
            loggingConfiguration: {
              level: 'ALL',
              destinations: [
                {
                  cloudWatchLogsLogGroup: {
                    logGroupArn: `arn:aws:logs:${name}:${held.account}:log-group:made:*`,
                  },
                },
              ],
            },
          },
          tenants.holderRoot,
        ),
      ]);
      for (const { status } of answers) {
        expect(status, name).toBeGreaterThanOrEqual(400);
        expect(status, name).toBeLessThan(500);
      }
    }
    expect(tenants.stored()).toBe(before);
  });
});
