import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aDefinition, aMap, aParallel, aTask } from '../support/a-definition.ts';
import { account, type ServerProcess, startServerProcess } from './server-process.ts';

const executionCount = 60;

let directory: string;
let server: ServerProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-redrive-'));
});
afterEach(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** Two branches, one of which maps two items: three tasks of one activity. */
function aMachine(activityArn: string): string {
  const work = (name: string) => ({ [name]: aTask({ Resource: activityArn }) });
  const each = { Each: aMap(work('Item'), { ItemsPath: '$.items' }) };
  return JSON.stringify(aDefinition({ Both: aParallel([work('Whole'), each]) }));
}

test('after kill -9 a redrive that was acknowledged goes on, and what succeeded before it is kept', async () => {
  server = await startServerProcess(directory);
  const { states } = server;
  const { activityArn = '' } = await states.send(new CreateActivityCommand({ name: 'work' }));
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name: 'works',
      definition: aMachine(activityArn),
      roleArn: `arn:aws:iam::${account}:role/any`,
    }),
  );
  const executions: string[] = [];
  for (let n = 0; n < executionCount; n += 1) {
    const input = JSON.stringify({ items: [n, -n] });
    const { executionArn = '' } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
    executions.push(executionArn);
    for (const output of ['"whole"', '"item"', undefined]) {
      const { taskToken } = await states.send(new GetActivityTaskCommand({ activityArn }));
      if (output === undefined) await states.send(new SendTaskFailureCommand({ taskToken, error: 'Broken' }));
      else await states.send(new SendTaskSuccessCommand({ taskToken, output }));
    }
  }
  await server.kill();

  server = await startServerProcess(directory);
  const before = server;
  const acknowledged = new Map<string, number>();
  const redrives = executions.map(async (executionArn, n) => {
    const request = new RedriveExecutionCommand({ executionArn, clientToken: `token-${n}` });
    const { redriveDate } = await before.states.send(request);
    acknowledged.set(executionArn, Number(redriveDate));
    if (acknowledged.size === executionCount / 2) await before.kill();
  });
  await Promise.allSettled(redrives);
  expect(acknowledged.size).toBeGreaterThanOrEqual(executionCount / 2);

  server = await startServerProcess(directory);
  const after = server.states;
  for (const [n, executionArn] of executions.entries()) {
    const request = { executionArn, clientToken: `token-${n}` };
    const { redriveDate } = await after.send(new RedriveExecutionCommand(request));
    expect(Number(redriveDate)).toBe(acknowledged.get(executionArn) ?? Number(redriveDate));
  }
  for (let n = 0; n < executionCount; n += 1) {
    const { taskToken } = await after.send(new GetActivityTaskCommand({ activityArn }));
    await after.send(new SendTaskSuccessCommand({ taskToken, output: '"repaired"' }));
  }
  for (const executionArn of executions) {
    const described = await after.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      output: '["whole",["item","repaired"]]',
      redriveCount: 1,
    });
  }
});
