import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, type ServerProcess, startServerProcess } from '../crash/server-process.ts';
import { type Collector, openCollector, type ReceivedSpan } from './a-collector.ts';

const roleArn = `arn:aws:iam::${account}:role/workflow`;
const settings = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_BSP_SCHEDULE_DELAY', 'OTEL_TRACES_SAMPLER'] as const;

let directory: string;
let collector: Collector;
let killLast: () => void = () => {};
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-traces-'));
  collector = await openCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.endpoint;
  process.env.OTEL_BSP_SCHEDULE_DELAY = '50';
});
afterEach(async () => {
  killLast();
  for (const name of settings) delete process.env[name];
  await collector.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function start(): Promise<ServerProcess> {
  return startServerProcess(join(directory, 'data'), (kill) => {
    killLast = kill;
  });
}

async function createMachine(
  { states: client }: ServerProcess,
  name: string,
  states: Record<string, object>,
) {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return stateMachineArn;
}

function spansCalled(name: string): readonly ReceivedSpan[] {
  return collector.spans.filter((span) => span.name === name);
}

async function spanCalled(name: string): Promise<ReceivedSpan> {
  await expect.poll(() => spansCalled(name).length).toBe(1);
  return spansCalled(name)[0] as ReceivedSpan;
}

/** Answers the trace it was called in, and fails the first time. */
const source = `
import { existsSync, writeFileSync } from 'node:fs';
export const handler = async () => {
  if (!existsSync(process.env.MARK)) {
    writeFileSync(process.env.MARK, '');
    throw new Error('the first time');
  }
  return process.env._X_AMZN_TRACE_ID;
};`;

async function createFunction({ lambda }: ServerProcess): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Traced',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${account}:role/traced`,
      Environment: { Variables: { MARK: join(directory, 'mark') } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
    }),
  );
  return FunctionArn;
}

test('an execution, its states, its functions and its children are one trace, which goes on from the caller’s', {
  timeout: 120_000,
}, async () => {
  const server = await start();
  const functionArn = await createFunction(server);
  const child = await createMachine(server, 'Child', { Within: { Type: 'Pass', End: true } });
  const stateMachineArn = await createMachine(server, 'Parent', {
    Call: {
      Type: 'Task',
      Resource: functionArn,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }],
      ResultPath: '$.seen',
      Next: 'Nest',
    },
    Nest: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Parameters: { StateMachineArn: child },
      ResultPath: null,
      End: true,
    },
  });
  const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const { executionArn } = await server.states.send(
    new StartExecutionCommand({ stateMachineArn, traceHeader }),
  );
  const parent = await spanCalled('Parent');
  const [call, nest, children, within] = await Promise.all(
    ['Call', 'Nest', 'Child', 'Within'].map((name) => spanCalled(name)),
  );
  expect(parent).toMatchObject({
    traceId: '5759e988bd862e3fe1be46a994272793',
    parentSpanId: '53995c3f42cd8ad8',
    attributes: {
      'aws.step_functions.state_machine.arn': stateMachineArn,
      'aws.step_functions.execution.arn': executionArn,
      'aws.step_functions.execution.status': 'SUCCEEDED',
    },
    resource: { 'service.name': 'stepwell' },
  });
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([parent.traceId]));
  expect(call).toMatchObject({
    parentSpanId: parent.spanId,
    events: ['retry'],
    attributes: { 'aws.step_functions.state.type': 'Task', 'aws.step_functions.state.retry_count': 1 },
  });
  expect(nest?.parentSpanId).toBe(parent.spanId);
  expect(children?.parentSpanId).toBe(nest?.spanId);
  expect(within?.parentSpanId).toBe(children?.spanId);
  const described = await server.states.send(new DescribeExecutionCommand({ executionArn }));
  expect(described.traceHeader).toBe(traceHeader);
  expect(JSON.parse(described.output ?? '{}')).toEqual({
    seen: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${call?.spanId};Sampled=1`,
  });
  expect(await server.stop()).toBe(0);
});

test('an execution that lives across a restart keeps its trace', { timeout: 120_000 }, async () => {
  const first = await start();
  const stateMachineArn = await createMachine(first, 'Lasting', {
    Before: { Type: 'Pass', Next: 'During' },
    During: { Type: 'Wait', Seconds: 3, Next: 'After' },
    After: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' },
  });
  await first.states.send(new StartExecutionCommand({ stateMachineArn }));
  const before = await spanCalled('Before');
  expect(await first.stop()).toBe(0);
  const second = await start();
  const lasting = await spanCalled('Lasting');
  const [during, after] = await Promise.all([spanCalled('During'), spanCalled('After')]);
  expect(lasting.parentSpanId).toBeUndefined();
  for (const span of [before, during, after])
    expect(span).toMatchObject({ traceId: lasting.traceId, parentSpanId: lasting.spanId });
  expect(after?.status).toEqual({ code: 2, message: 'Broken' });
  expect(after?.attributes).toMatchObject({ 'error.type': 'Broken' });
  expect(await second.stop()).toBe(0);
});

test('what waits is sent when the server ends, and no execution is traced that is not sampled', {
  timeout: 120_000,
}, async () => {
  process.env.OTEL_BSP_SCHEDULE_DELAY = '60000';
  process.env.OTEL_TRACES_SAMPLER = 'parentbased_always_off';
  const server = await start();
  const states = { Do: { Type: 'Pass', End: true } };
  const sampled = await createMachine(server, 'Sampled', states);
  const unsampled = await createMachine(server, 'Unsampled', states);
  const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01';
  for (const [stateMachineArn, headers] of [
    [sampled, { traceparent }],
    [unsampled, {}],
  ] as const) {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.StartExecution', ...headers },
      body: JSON.stringify({ stateMachineArn }),
    });
    expect(answer.status).toBe(200);
  }
  expect(await server.stop()).toBe(0);
  expect(collector.spans.map(({ name, traceId }) => `${name} ${traceId}`).sort()).toEqual([
    'Do 5759e988bd862e3fe1be46a994272793',
    'Sampled 5759e988bd862e3fe1be46a994272793',
  ]);
});
