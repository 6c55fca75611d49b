import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyProblems, readHistory } from './history-problems.ts';
import { account, type ServerProcess, startServerProcess } from './server-process.ts';
import { readEffects } from './witness.ts';

/** Notes its call, takes as long as it is told, and answers what it was given. */
const source = `
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
export const handler = async (event) => {
  appendFileSync(process.env.WITNESS_FILE, JSON.stringify(event) + '\\n');
  await setTimeout(event.milliseconds);
  return event;
};`;

const slowMilliseconds = 1_500;

let directory: string;
let witnessFile: string;
let killLast: () => void = () => {};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-stop-'));
  witnessFile = join(directory, 'witness');
});
afterEach(() => {
  killLast();
  delete process.env.STEPWELL_SHUTDOWN_SECONDS;
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function start(): Promise<ServerProcess> {
  return startServerProcess(join(directory, 'data'), (kill) => {
    killLast = kill;
  });
}

async function createSlowFunction(lambda: LambdaClient): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Slow',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${account}:role/slow`,
      Timeout: 60,
      Environment: { Variables: { WITNESS_FILE: witnessFile } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
    }),
  );
  return FunctionArn;
}

interface Machine {
  readonly name: string;
  readonly type?: 'EXPRESS';
  readonly states: Readonly<Record<string, object>>;
}

async function createMachine({ states: client }: ServerProcess, { name, type, states }: Machine) {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  const roleArn = `arn:aws:iam::${account}:role/workflow`;
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn, ...(type !== undefined && { type }) }),
  );
  return stateMachineArn;
}

function aCall(functionArn: string, state: string, more: object) {
  const event = { execution: 'run', state, n: 0, attempt: 0, milliseconds: slowMilliseconds };
  return { Type: 'Task', Resource: functionArn, Parameters: event, ResultPath: `$.${state}`, ...more };
}

/** The SDK's client sends this operation to a host of its own, `sync-127.0.0.1`. */
async function startSync({ endpoint }: ServerProcess, stateMachineArn: string | undefined): Promise<unknown> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' },
    body: JSON.stringify({ stateMachineArn }),
  });
  return answer.json();
}

async function untilCalled(count: number): Promise<void> {
  await expect.poll(() => readEffects(witnessFile).length).toBe(count);
}

async function outcomeOf({ states }: ServerProcess, executionArn: string | undefined) {
  const describe = () => states.send(new DescribeExecutionCommand({ executionArn }));
  await expect.poll(async () => (await describe()).status).not.toBe('RUNNING');
  return describe();
}

test('a function that runs when the server is told to end is waited for, and the next server goes on from there', {
  timeout: 120_000,
}, async () => {
  const first = await start();
  const functionArn = await createSlowFunction(first.lambda);
  const stateMachineArn = await createMachine(first, {
    name: 'Calling',
    states: {
      One: aCall(functionArn, 'One', { Next: 'Two' }),
      Two: aCall(functionArn, 'Two', { End: true }),
    },
  });
  const { executionArn } = await first.states.send(new StartExecutionCommand({ stateMachineArn }));
  await untilCalled(1);
  expect(await first.stop()).toBe(0);
  expect(readEffects(witnessFile).map(({ state }) => state)).toEqual(['One']);

  const second = await start();
  const { status, output = '{}' } = await outcomeOf(second, executionArn);
  expect({ status, keys: Object.keys(JSON.parse(output)) }).toEqual({
    status: 'SUCCEEDED',
    keys: ['One', 'Two'],
  });
  expect(readEffects(witnessFile).map(({ state }) => state)).toEqual(['One', 'Two']);
  expect(historyProblems(await readHistory(second.states, executionArn ?? ''))).toEqual([]);
  expect(await second.stop()).toBe(0);
});

test('a server that ends is not ready, begins no execution, and answers what is under way', {
  timeout: 120_000,
}, async () => {
  const server = await start();
  const functionArn = await createSlowFunction(server.lambda);
  const states = {
    One: aCall(functionArn, 'One', { Next: 'Two' }),
    Two: aCall(functionArn, 'Two', { End: true }),
  };
  const standard = await createMachine(server, { name: 'Calling', states });
  const express = await createMachine(server, { name: 'Briefly', type: 'EXPRESS', states });
  expect((await fetch(`${server.endpoint}/ready`)).status).toBe(200);
  const underWay = startSync(server, express);
  await untilCalled(1);
  const stopped = server.stop();
  await sleep(200);
  const ready = await fetch(`${server.endpoint}/ready`);
  expect({ status: ready.status, body: await ready.json() }).toEqual({
    status: 503,
    body: { status: 'not ready', reason: 'The server is shutting down.' },
  });
  expect((await fetch(`${server.endpoint}/health`)).status).toBe(200);
  const refused = await server.states
    .send(new StartExecutionCommand({ stateMachineArn: standard }))
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: expect.stringMatching(/^ServiceUnavailable/) });
  // An Express execution is not stored: it is run to its end, its second call included.
  expect(await underWay).toMatchObject({ status: 'SUCCEEDED' });
  expect(readEffects(witnessFile)).toHaveLength(2);
  expect(await stopped).toBe(0);
});

test('a call that outlasts the time to shut down is left, and fails where it must not be made twice', {
  timeout: 120_000,
}, async () => {
  process.env.STEPWELL_SHUTDOWN_SECONDS = '1';
  const first = await start();
  const functionArn = await createSlowFunction(first.lambda);
  const call = aCall(functionArn, 'One', { End: true });
  const parameters = { ...call.Parameters, milliseconds: 30_000 };
  const stateMachineArn = await createMachine(first, {
    name: 'Calling',
    states: { One: { ...call, Parameters: parameters } },
  });
  const { executionArn } = await first.states.send(new StartExecutionCommand({ stateMachineArn }));
  await untilCalled(1);
  const toldAt = Date.now();
  expect(await first.stop()).toBe(0);
  expect(Date.now() - toldAt).toBeGreaterThan(900);
  expect(Date.now() - toldAt).toBeLessThan(20_000);
  const second = await start();
  expect(await outcomeOf(second, executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.SdkClientException',
  });
  expect(await second.stop()).toBe(0);
});

test('a second signal ends the server at once', { timeout: 120_000 }, async () => {
  const server = await start();
  const functionArn = await createSlowFunction(server.lambda);
  const call = aCall(functionArn, 'One', { End: true });
  const parameters = { ...call.Parameters, milliseconds: 30_000 };
  const stateMachineArn = await createMachine(server, {
    name: 'Calling',
    states: { One: { ...call, Parameters: parameters } },
  });
  await server.states.send(new StartExecutionCommand({ stateMachineArn }));
  await untilCalled(1);
  const stopped = server.stop();
  await sleep(300);
  process.kill(server.pid, 'SIGTERM');
  expect(await stopped).toBe(143);
});
