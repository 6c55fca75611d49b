import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ServiceName } from '../../src/api/operation.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { policyOf } from './held-resources.ts';
import { type Answer, deliver, type Key, signedRequest } from './signed-request.ts';

const account = '123456789012';
const place = `us-east-1:${account}`;
const roleArn = `arn:aws:iam::${account}:role/worker`;
const program = fileURLToPath(new URL('../../bin/stepwell', import.meta.url));

/** Texts that nobody but their owners may see; what the server gives out is added as it comes. */
const secrets = {
  input: 'hush-input-4711',
  output: 'hush-output-4711',
  cause: 'hush-cause-4711',
  variable: 'hush-variable-4711',
  password: 'hush-password-4711',
  apiKey: 'hush-api-key-4711',
  functionVariable: 'hush-function-variable-4711',
  functionResult: 'hush-function-result-4711',
  endpointAnswer: 'hush-endpoint-answer-4711',
  eventDetail: 'hush-event-detail-4711',
  tag: 'hush-tag-4711',
  message: 'hush-message-4711',
  notice: 'hush-notice-4711',
  object: 'hush-object-4711',
  item: 'hush-item-4711',
  secret: 'hush-secret-4711',
  parameter: 'hush-parameter-4711',
};

let server: ChildProcess;
let folder: string;
let endpoint = '';
let metricsPort = 0;
let root: Key;
/** Everything that the process wrote to standard error. */
let logged = '';
/** Everything that it sent to the collector of traces. */
let traced = '';
/** Texts of the exceptions it answered with. */
const refusals: string[] = [];
/** Takes traces and HTTP tasks. */
let listener: Server;
const given: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-secrets-'));
  listener = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      if (request.url === '/v1/traces') traced += body;
      const isFailing = request.url?.startsWith('/fails') === true;
      response
        .writeHead(isFailing ? 500 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ answer: secrets.endpointAnswer }));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  metricsPort = await freePort();
  const words = ['start', '--data', folder, '--port', '0', '--metrics-port', String(metricsPort)];
  server = spawn(
    process.execPath,
    [program, ...words, '--log-level', 'trace', '--http-allow', '127.0.0.0/8', '--account', account],
    {
      env: {
        PATH: process.env.PATH,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(listener)}`,
        OTEL_BSP_SCHEDULE_DELAY: '200',
      },
      stdio: 'pipe',
    },
  );
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    logged += text;
  });
  let output = '';
  server.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await vi.waitFor(() => expect(output).toMatch(/AWS_SECRET_ACCESS_KEY=\S+/), 20_000);
  endpoint = /listens on (\S+)/.exec(output)?.[1] ?? '';
  root = {
    accessKeyId: /AWS_ACCESS_KEY_ID=(\S+)/.exec(output)?.[1] ?? '',
    secretAccessKey: /AWS_SECRET_ACCESS_KEY=(\S+)/.exec(output)?.[1] ?? '',
  };
  given['the root user’s secret'] = root.secretAccessKey;
});

afterAll(async () => {
  server.kill('SIGKILL');
  listener.closeAllConnections();
  listener.close();
  rmSync(folder, { recursive: true, force: true });
});

function portOf(open: Server): number {
  return (open.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const port = portOf(probe);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}

async function call(
  service: ServiceName,
  operation: string,
  input: JsonObject,
  key: Key = root,
): Promise<Answer> {
  const request = await signedRequest(endpoint, { service, operation, input, key });
  const answer = await deliver(endpoint, request);
  const [, signature] = /Signature=(\w+)/.exec(request.headers.authorization ?? '') ?? [];
  if (signature !== undefined) given['a signature'] = signature;
  if (answer.status >= 300) refusals.push(answer.text);
  return answer;
}

async function succeed(service: ServiceName, operation: string, input: JsonObject, key: Key = root) {
  const answer = await call(service, operation, input, key);
  expect(answer, `${operation} ${answer.text}`).toMatchObject({ code: undefined });
  return answer.text;
}

const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]+)<`).exec(xml)?.[1] ?? '';

async function machine(name: string, states: JsonObject, type = 'STANDARD'): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0] ?? '', States: states });
  await succeed('states', 'CreateStateMachine', { name, definition, roleArn, type });
  return `arn:aws:states:${place}:stateMachine:${name}`;
}

/** Starts it with the secret input; the status it ends with. */
async function runs(stateMachineArn: string): Promise<string> {
  const input = JSON.stringify({ secret: secrets.input });
  const text = await succeed('states', 'StartExecution', { stateMachineArn, input });
  const { executionArn } = JSON.parse(text) as { readonly executionArn: string };
  let status = 'RUNNING';
  await expect
    .poll(
      async () => {
        const described = await succeed('states', 'DescribeExecution', { executionArn });
        status = (JSON.parse(described) as { readonly status: string }).status;
        return status;
      },
      { timeout: 20_000 },
    )
    .not.toBe('RUNNING');
  return status;
}

async function makeIdentities(): Promise<void> {
  const services = ['states', 'lambda', 'events'].map((name) => `${name}.amazonaws.com`);
  await succeed('iam', 'CreateRole', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: policyOf({
      Effect: 'Allow',
      Principal: { AWS: account, Service: services },
      Action: 'sts:AssumeRole',
    }),
    Tags: [{ Key: 'secret', Value: secrets.tag }],
  });
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: '*', Resource: '*' });
  await succeed('iam', 'PutRolePolicy', { RoleName: 'worker', PolicyName: 'all', PolicyDocument });
  await succeed('iam', 'CreateUser', { UserName: 'ada' });
  const made = await succeed('iam', 'CreateAccessKey', { UserName: 'ada' });
  const ada = {
    accessKeyId: element(made, 'AccessKeyId'),
    secretAccessKey: element(made, 'SecretAccessKey'),
  };
  given['a user’s secret'] = ada.secretAccessKey;
  await call('states', 'ListStateMachines', {}, ada);
  await succeed('iam', 'PutUserPolicy', { UserName: 'ada', PolicyName: 'all', PolicyDocument });
  const assumed = await succeed('sts', 'AssumeRole', { RoleArn: roleArn, RoleSessionName: 'session' }, ada);
  const session = {
    accessKeyId: element(assumed, 'AccessKeyId'),
    secretAccessKey: element(assumed, 'SecretAccessKey'),
    sessionToken: element(assumed, 'SessionToken'),
  };
  given['a session’s secret'] = session.secretAccessKey;
  given['a session token'] = session.sessionToken;
  await succeed('sts', 'GetCallerIdentity', {}, session);
  await call('sts', 'GetCallerIdentity', {}, { ...session, secretAccessKey: 'other' });
}

async function runWorkflows(): Promise<void> {
  const pass = { Type: 'Pass', Parameters: { 'kept.$': '$.secret' }, End: true };
  expect(await runs(await machine('passes', { Keep: pass }))).toBe('SUCCEEDED');
  const assign = {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Assign: { kept: secrets.variable },
    Output: "{% $error('failed with ' & $states.input.secret) %}",
    End: true,
  };
  expect(await runs(await machine('assigns', { Assign: assign }))).toBe('FAILED');
  const fail = { Type: 'Fail', Error: 'Known', Cause: secrets.cause };
  expect(await runs(await machine('fails', { Fail: fail }))).toBe('FAILED');
  const ZipFile = Buffer.from(
    zipSync({
      'index.js': strToU8(
        `exports.handler = async (event) => {
          if (event.fails) throw new Error(process.env.SECRET);
          return { result: '${secrets.functionResult}', token: process.env.AWS_SESSION_TOKEN };
        };`,
      ),
    }),
  ).toString('base64');
  await succeed('lambda', 'CreateFunction', {
    FunctionName: 'hushed',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile },
    Environment: { Variables: { SECRET: secrets.functionVariable } },
  });
  const invoke = (Payload: Json) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'hushed', Payload },
    End: true,
  });
  expect(await runs(await machine('invokes', { Invoke: invoke({ 'a.$': '$.secret' }) }))).toBe('SUCCEEDED');
  expect(await runs(await machine('breaks', { Invoke: invoke({ fails: true }) }))).toBe('FAILED');
  const answered = await succeed('lambda', 'Invoke', { FunctionName: 'hushed', Payload: '{}' });
  given['a function’s session token'] = (JSON.parse(answered) as { readonly token: string }).token;
}

async function callEndpoints(): Promise<void> {
  const connect = async (Name: string, AuthorizationType: string, AuthParameters: JsonObject) => {
    const text = await succeed('events', 'CreateConnection', { Name, AuthorizationType, AuthParameters });
    return (JSON.parse(text) as { readonly ConnectionArn: string }).ConnectionArn;
  };
  const basic = await connect('basic', 'BASIC', {
    BasicAuthParameters: { Username: 'ada', Password: secrets.password },
  });
  const keyed = await connect('keyed', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: secrets.apiKey },
  });
  given['Basic credentials'] = Buffer.from(`ada:${secrets.password}`).toString('base64');
  const task = (ConnectionArn: string, path: string) => ({
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::http:invoke',
      Parameters: {
        ApiEndpoint: `http://127.0.0.1:${portOf(listener)}${path}`,
        Method: 'POST',
        Authentication: { ConnectionArn },
        RequestBody: { 'a.$': '$.secret' },
      },
      End: true,
    },
  });
  expect(await runs(await machine('calls', task(basic, '/works')))).toBe('SUCCEEDED');
  expect(await runs(await machine('calls-in-vain', task(keyed, '/fails')))).toBe('FAILED');
}

async function answerTask(): Promise<void> {
  const activityArn = `arn:aws:states:${place}:activity:work`;
  await succeed('states', 'CreateActivity', { name: 'work' });
  const work = { Type: 'Task', Resource: activityArn, End: true };
  const stateMachineArn = await machine('works', { Work: work });
  await succeed('states', 'StartExecution', { stateMachineArn, input: `{"a":"${secrets.input}"}` });
  const taken = await succeed('states', 'GetActivityTask', { activityArn });
  const { taskToken } = JSON.parse(taken) as { readonly taskToken: string };
  given['a task token'] = taskToken;
  await call('states', 'SendTaskSuccess', { taskToken, output: `{"a":"${secrets.output}` });
  await call('states', 'SendTaskSuccess', { taskToken: `${taskToken.slice(0, -4)}AAAA`, output: '{}' });
  await succeed('states', 'SendTaskSuccess', { taskToken, output: `{"a":"${secrets.output}"}` });
}

async function sendMistakes(): Promise<void> {
  await call('states', 'StartExecution', { stateMachineArn: 'none', input: `{"a":"${secrets.input}` });
  await call('states', 'ListStateMachines', {}, { ...root, secretAccessKey: 'wrong' });
  await call('events', 'PutEvents', {
    Entries: [{ Source: 'a', DetailType: 'b', Detail: JSON.stringify({ a: secrets.eventDetail }) }],
  });
  await call('events', 'PutEvents', {
    Entries: [{ Source: 'a', DetailType: 'b', Detail: secrets.eventDetail }],
  });
  await call('lambda', 'CreateFunction', {
    FunctionName: 'broken',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: Buffer.from(secrets.functionVariable).toString('base64') },
    Environment: { Variables: { AWS_REGION: secrets.functionVariable } },
  });
}

async function storeThings(): Promise<void> {
  await succeed('sqs', 'CreateQueue', { QueueName: 'hushed' });
  const QueueUrl = `http://localhost/${account}/hushed`;
  await succeed('sqs', 'SendMessage', { QueueUrl, MessageBody: secrets.message });
  await succeed('sqs', 'ReceiveMessage', { QueueUrl });
  await succeed('sns', 'CreateTopic', { Name: 'hushed' });
  const TopicArn = `arn:aws:sns:${place}:hushed`;
  const Endpoint = `arn:aws:sqs:${place}:hushed`;
  await succeed('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint });
  await succeed('sns', 'Publish', { TopicArn, Message: secrets.notice });
  await succeed('s3', 'CreateBucket', { Bucket: 'hushed-bucket' });
  await succeed('s3', 'PutObject', { Bucket: 'hushed-bucket', Key: 'hushed', Body: secrets.object });
  await succeed('s3', 'GetObject', { Bucket: 'hushed-bucket', Key: 'hushed' });
  await succeed('secretsmanager', 'CreateSecret', { Name: 'hushed', SecretString: secrets.secret });
  await succeed('secretsmanager', 'GetSecretValue', { SecretId: 'hushed' });
  const parameter = { Name: '/hushed', Type: 'SecureString' };
  await succeed('ssm', 'PutParameter', { ...parameter, Value: secrets.parameter });
  await succeed('ssm', 'GetParameter', { Name: '/hushed', WithDecryption: true });
  await call('ssm', 'PutParameter', { ...parameter, Value: secrets.parameter });
  await succeed('dynamodb', 'CreateTable', {
    TableName: 'hushed',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const Item = { id: { S: secrets.item } };
  await succeed('dynamodb', 'PutItem', { TableName: 'hushed', Item });
  await call('dynamodb', 'PutItem', { TableName: 'hushed', Item: { other: { S: secrets.item } } });
}

/** What the caller sent may be quoted to the caller, so these are looked for in logs and metrics only. */
const isGivenOut = (name: string) => name in given;

test('after a whole workload no secret stands in logs, metrics or traces, and none that the server keeps in a refusal', async () => {
  await makeIdentities();
  await runWorkflows();
  await callEndpoints();
  await answerTask();
  await storeThings();
  await sendMistakes();
  await expect.poll(() => traced).toContain('calls-in-vain');
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  // What is looked through is there: the whole workload, at the most talkative level.
  expect(logged).toContain('"level":20');
  expect(logged).toContain('StartExecution');
  expect(metrics).toContain('stateMachine:calls-in-vain');
  expect(refusals.length).toBeGreaterThanOrEqual(7);
  expect(Object.keys(given)).toHaveLength(8);

  const leaks: string[] = [];
  for (const [name, secret] of Object.entries({ ...secrets, ...given })) {
    expect(secret.length, name).toBeGreaterThan(10);
    const places = { logged, metrics, traced, ...(isGivenOut(name) && { refused: refusals.join('\n') }) };
    for (const [where, text] of Object.entries(places)) {
      if (text.includes(secret) || text.includes(encodeURIComponent(secret))) leaks.push(`${name}: ${where}`);
    }
  }
  expect(leaks).toEqual([]);
});
