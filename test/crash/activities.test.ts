import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, type ServerProcess, startServerProcess } from './server-process.ts';

const executionCount = 200;
const takenCount = 50;

let directory: string;
let server: ServerProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-activities-'));
});
afterEach(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true, force: true });
});

test('after kill -9 the tasks that waited are offered in order, and those that workers had end by their tokens', async () => {
  server = await startServerProcess(directory);
  const { states } = server;
  const { activityArn } = await states.send(new CreateActivityCommand({ name: 'work' }));
  const definition = JSON.stringify({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: activityArn, End: true } },
  });
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name: 'works', definition, roleArn: `arn:aws:iam::${account}:role/any` }),
  );
  const executions: string[] = [];
  for (let n = 0; n < executionCount; n += 1) {
    const input = JSON.stringify({ n });
    const { executionArn = '' } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
    executions.push(executionArn);
  }
  const tokens: string[] = [];
  for (let n = 0; n < takenCount; n += 1) {
    const { taskToken = '', input } = await states.send(new GetActivityTaskCommand({ activityArn }));
    expect(input).toBe(JSON.stringify({ n }));
    tokens.push(taskToken);
  }
  await server.kill();

  server = await startServerProcess(directory);
  const restarted = server.states;
  for (let n = takenCount; n < executionCount; n += 1) {
    const { taskToken = '', input } = await restarted.send(new GetActivityTaskCommand({ activityArn }));
    expect(input).toBe(JSON.stringify({ n }));
    tokens.push(taskToken);
  }
  await Promise.all(
    tokens.map((taskToken, n) =>
      restarted.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ n }) })),
    ),
  );
  for (const [n, executionArn] of executions.entries()) {
    const { status, output } = await restarted.send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: JSON.stringify({ n }) });
  }
  // A worker that waits does not hold up the end.
  const waiting = restarted.send(new GetActivityTaskCommand({ activityArn }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopping = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - stopping).toBeLessThan(30_000);
  expect((await waiting).taskToken).toBeUndefined();
  server = undefined;
});
