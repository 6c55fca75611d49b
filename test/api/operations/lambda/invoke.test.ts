import { execFileSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { EventQueue } from '../../../../src/api/operations/lambda/event-queue.ts';
import { parseFunctionReference } from '../../../../src/api/operations/lambda/function-reference.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import { TooManyRequestsException } from '../../../../src/compute/errors.ts';
import { errorOf, rootOf } from '../../../support/an-identity.ts';
import {
  account,
  aDirectory,
  aLambda,
  arnPrefix,
  asObject,
  aZip,
  roleArn,
  type TestLambda,
} from './a-lambda.ts';

const echo = 'export const handler = async (event) => event;';
const counter = 'let count = 0; export const handler = async () => { count += 1; return count; };';

async function invoke(lambda: TestLambda, input: JsonObject): Promise<JsonObject> {
  return lambda.call('Invoke', input);
}

test('Invoke answers what the function returns, and which version ran', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  const answer = await invoke(lambda, { FunctionName: 'echo', Payload: '{"a":[1,"ü"]}' });
  expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: '{"a":[1,"ü"]}' });
});

test('An invocation without a payload is one with an empty object', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  expect((await invoke(lambda, { FunctionName: 'echo' })).Payload).toBe('{}');
});

test('A Python function runs', async ({ skip }) => {
  if (!hasPython()) skip('python3 is not installed');
  const lambda = await aLambda();
  await lambda.create('py', '', {
    Runtime: 'python3.12',
    Handler: 'main.handler',
    Code: { ZipFile: aZip({ 'main.py': 'def handler(event, context):\n    return event["n"] + 1\n' }) },
  });
  expect(await invoke(lambda, { FunctionName: 'py', Payload: '{"n":41}' })).toMatchObject({ Payload: '42' });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('A function that throws is an answer with FunctionError and, where asked for, the log', async () => {
  const lambda = await aLambda();
  await lambda.create(
    'broken',
    'export const handler = async () => { console.log("here"); throw new RangeError("no"); };',
  );
  const answer = await invoke(lambda, { FunctionName: 'broken', LogType: 'Tail' });
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
  expect(JSON.parse(String(answer.Payload))).toMatchObject({ errorType: 'RangeError', errorMessage: 'no' });
  const log = Buffer.from(String(answer.LogResult), 'base64').toString();
  expect(log).toContain('here');
  expect(log).toMatch(/^START RequestId: id-\d+ Version: \$LATEST\n/);
});

test('A function has the credentials of its role, which the server knows as its session', async () => {
  const lambda = await aLambda();
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'COLOR',
  ];
  await lambda.create(
    'env',
    `export const handler = async () => ${JSON.stringify(names)}.map((name) => process.env[name]);`,
    {
      Environment: { Variables: { COLOR: 'blue' } },
    },
  );
  const { Payload } = await invoke(lambda, { FunctionName: 'env' });
  const [accessKeyId = '', secret, token, endpoint, region, color] = JSON.parse(String(Payload)) as string[];
  expect([endpoint, region, color]).toEqual(['http://127.0.0.1:8083', 'us-east-1', 'blue']);
  const credential = await lambda.services.identity.findCredential(accessKeyId, token);
  expect(credential?.secretAccessKey).toBe(secret);
  expect(credential?.principal).toMatchObject({ kind: 'AssumedRole', roleArn });
});

test('Invocations share a process until the session of the role is renewed', async () => {
  const lambda = await aLambda();
  await lambda.create('counter', counter);
  const count = async () => (await invoke(lambda, { FunctionName: 'counter' })).Payload;
  expect([await count(), await count()]).toEqual(['1', '2']);
  // What changes who may call leaves the processes as they are.
  await lambda.call('AddPermission', {
    FunctionName: 'counter',
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
  });
  expect(await count()).toBe('3');
  lambda.clock.at += 3600 * 1000;
  expect(await count()).toBe('1');
});

const changes: readonly (readonly [
  string,
  'UpdateFunctionCode' | 'UpdateFunctionConfiguration',
  JsonObject,
])[] = [
  ['code', 'UpdateFunctionCode', { ZipFile: aZip({ 'index.mjs': `${counter} // again` }) }],
  ['configuration', 'UpdateFunctionConfiguration', { Environment: { Variables: { COLOR: 'red' } } }],
];

test.for(changes)('A change of the %s starts afresh', async ([, operation, input]) => {
  const lambda = await aLambda();
  await lambda.create('counter', counter);
  await invoke(lambda, { FunctionName: 'counter' });
  await lambda.call(operation, { FunctionName: 'counter', ...input });
  expect(await invoke(lambda, { FunctionName: 'counter' })).toMatchObject({ Payload: '1' });
});

test('A published version keeps running its own code', async () => {
  const lambda = await aLambda();
  await lambda.create(
    'f',
    'export const handler = async (event, context) => ["old", context.invokedFunctionArn];',
    {
      Publish: true,
    },
  );
  const ZipFile = aZip({ 'index.mjs': 'export const handler = async () => "new";' });
  await lambda.call('UpdateFunctionCode', { FunctionName: 'f', ZipFile });
  const old = { Payload: JSON.stringify(['old', `${arnPrefix}:f:1`]), ExecutedVersion: '1' };
  expect(await invoke(lambda, { FunctionName: 'f', Qualifier: '1' })).toMatchObject(old);
  expect(await invoke(lambda, { FunctionName: `${arnPrefix}:f:1` })).toMatchObject(old);
  expect(await invoke(lambda, { FunctionName: 'f:$LATEST' })).toMatchObject({ Payload: '"new"' });
});

test('Functions survive a restart, and the loss of their unpacked code', async () => {
  const directory = aDirectory();
  const first = await aLambda({ directory });
  await first.create('echo', echo);
  await first.close();
  const second = await aLambda({ directory });
  expect(await invoke(second, { FunctionName: 'echo', Payload: '7' })).toMatchObject({ Payload: '7' });
});

test('A function whose role no longer trusts Lambda cannot be invoked', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  await lambda.iam('DeleteRole', { RoleName: 'worker' });
  expect(await errorOf(invoke(lambda, { FunctionName: 'echo' }))).toEqual({
    code: 'AccessDeniedException',
    status: 403,
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
});

test('DryRun checks and does not run', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  expect(await invoke(lambda, { FunctionName: 'echo', InvocationType: 'DryRun' })).toEqual({
    StatusCode: 204,
  });
  expect(lambda.logs).toEqual([]);
});

test('The function sees the client context', async () => {
  const lambda = await aLambda();
  await lambda.create('context', 'export const handler = async (event, context) => context.clientContext;');
  const ClientContext = Buffer.from('{"custom":{"a":"b"}}').toString('base64');
  const { Payload } = await invoke(lambda, { FunctionName: 'context', ClientContext });
  expect(asObject(JSON.parse(String(Payload)))).toMatchObject({ custom: { a: 'b' } });
});

test('An event is accepted at once and runs in the background', async () => {
  const lambda = await aLambda();
  await lambda.create('log', 'export const handler = async (event) => console.log("saw", event.n);');
  const answer = await invoke(lambda, { FunctionName: 'log', InvocationType: 'Event', Payload: '{"n":5}' });
  expect(answer).toEqual({ StatusCode: 202 });
  await vi.waitFor(() => expect(lambda.logs[0]?.text).toContain('saw 5'), waiting);
  expect(lambda.clock.scheduled).toEqual([]);
});

test('An event that fails is tried twice more, after one minute and after two, under one request id', async () => {
  const lambda = await aLambda();
  await lambda.create('broken', 'export const handler = async () => { throw new Error("no"); };');
  await invoke(lambda, { FunctionName: 'broken', InvocationType: 'Event' });
  for (const minutes of [1, 2]) {
    await vi.waitFor(() => expect(lambda.clock.scheduled).toHaveLength(1), waiting);
    const [retry] = lambda.clock.scheduled.splice(0);
    expect((retry?.at ?? 0) - lambda.clock.at).toBe(minutes * 60_000);
    lambda.clock.at = retry?.at ?? 0;
    retry?.run();
  }
  await vi.waitFor(() => expect(lambda.warnings).toHaveLength(1), waiting);
  expect(lambda.warnings[0]).toContain('every attempt failed');
  expect(lambda.logs).toHaveLength(3);
  expect(new Set(lambda.logs.map(({ requestId }) => requestId)).size).toBe(1);
  expect(lambda.clock.scheduled).toEqual([]);
});

test('An event that cannot be run is tried again after growing pauses, for six hours', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  await lambda.iam('DeleteRole', { RoleName: 'worker' });
  await invoke(lambda, { FunctionName: 'echo', InvocationType: 'Event' });
  const pauses: number[] = [];
  while (lambda.warnings.length === 0) {
    const isDecided = () => lambda.clock.scheduled.length + lambda.warnings.length > 0;
    await vi.waitUntil(isDecided, { timeout: 30_000, interval: 1 });
    for (const { at, run } of lambda.clock.scheduled.splice(0)) {
      pauses.push((at - lambda.clock.at) / 1000);
      lambda.clock.at = at;
      run();
    }
  }
  expect(pauses.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  const total = pauses.reduce((sum, pause) => sum + pause);
  expect(total).toBeLessThanOrEqual(6 * 3600);
  expect(total).toBeGreaterThan(6 * 3600 - 300);
});

test('Events beyond what the server holds are refused', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  const never = new Promise<undefined>(() => {});
  const resources = { ...lambda.services.store.resources, get: () => never };
  const queue = new EventQueue({ ...lambda.services, store: { ...lambda.services.store, resources } });
  const reference = parseFunctionReference({ FunctionName: 'echo' }, rootOf(account).place);
  const accept = (payload: string) => () =>
    queue.accept({ reference, payload, invocation: { requestId: 'r' } });
  const mebibyte = 'x'.repeat(1024 * 1024);
  for (let count = 0; count < 63; count += 1) accept(mebibyte)();
  expect(accept(`${mebibyte}${mebibyte}`)).toThrow(TooManyRequestsException);
  for (let count = 63; count < 10_000; count += 1) accept('1')();
  expect(accept('1')).toThrow(TooManyRequestsException);
});

/** For processes to start on a busy machine. */
const waiting = { timeout: 30_000, interval: 10 };

const refusals: readonly {
  readonly title: string;
  readonly input: JsonObject;
  readonly error: { readonly code: string; readonly status: number; readonly message: string | RegExp };
}[] = [
  {
    title: 'a function that does not exist, by the version it would have run',
    input: { FunctionName: 'none' },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: `Function not found: ${arnPrefix}:none:$LATEST`,
    },
  },
  {
    title: 'an alias',
    input: { FunctionName: 'echo', Qualifier: 'live' },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: `Function not found: ${arnPrefix}:echo:live`,
    },
  },
  {
    title: 'a function of another region',
    input: { FunctionName: 'arn:aws:lambda:eu-west-1:111111111111:function:echo' },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    },
  },
  {
    title: 'two different qualifiers',
    input: { FunctionName: 'echo:1', Qualifier: '2' },
    error: {
      code: 'InvalidParameterValueException',
      status: 400,
      message: 'The derived qualifier from the function name does not match the specified qualifier.',
    },
  },
  {
    title: 'a payload that is no JSON',
    input: { FunctionName: 'echo', Payload: '{"a":' },
    error: {
      code: 'InvalidRequestContentException',
      status: 400,
      message: /^Could not parse request body into json: /,
    },
  },
  {
    title: 'a payload of more than 6 MB',
    input: { FunctionName: 'echo', Payload: `"${'x'.repeat(6 * 1024 * 1024)}"` },
    error: {
      code: 'RequestTooLargeException',
      status: 413,
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    },
  },
  {
    title: 'an event of more than 1 MB',
    input: { FunctionName: 'echo', InvocationType: 'Event', Payload: `"${'x'.repeat(1024 * 1024)}"` },
    error: {
      code: 'RequestTooLargeException',
      status: 413,
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    },
  },
  {
    title: 'a client context that is no JSON',
    input: { FunctionName: 'echo', ClientContext: 'AAAA' },
    error: {
      code: 'InvalidRequestContentException',
      status: 400,
      message: 'Client context must be a valid Base64-encoded JSON object.',
    },
  },
];

test('Invoke refuses what AWS refuses, in its words', async () => {
  const lambda = await aLambda();
  await lambda.create('echo', echo);
  for (const { title, input, error } of refusals) {
    const { message, ...rest } = error;
    const matched = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(await errorOf(invoke(lambda, input)), title).toEqual({ ...rest, message: matched });
  }
});
