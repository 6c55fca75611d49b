import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aDefinition, aPass, aWait, someStates } from '../support/a-definition.ts';
import { account, type ServerProcess, startServerProcess } from './server-process.ts';

const itemCount = 240;
const killCount = 4;

let directory: string;
let server: ServerProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-map-runs-'));
});
afterEach(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** Each child waits a second and gives its item and its own name. */
function aMachine(type: string): string {
  const states = {
    Wait: aWait(1, { Next: 'Tell' }),
    Tell: aPass({ Parameters: { 'item.$': '$', 'name.$': '$$.Execution.Name' } }),
  };
  const processor = { ...someStates(states), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type } };
  return JSON.stringify(
    aDefinition({ Each: { Type: 'Map', ItemProcessor: processor, MaxConcurrency: 40, End: true } }),
  );
}

async function start(states: SFNClient, type: string): Promise<string> {
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name: 'maps',
      definition: aMachine(type),
      roleArn: `arn:aws:iam::${account}:role/any`,
    }),
  );
  const input = JSON.stringify(Array.from({ length: itemCount }, (_, item) => item));
  const { executionArn = '' } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
  return executionArn;
}

async function mapRunOf(states: SFNClient, executionArn: string): Promise<string> {
  const { mapRuns } = await states.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toHaveLength(1);
  return mapRuns?.[0]?.mapRunArn ?? '';
}

async function childrenOf(states: SFNClient, mapRunArn: string) {
  const { executions = [] } = await states.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1000 }));
  return executions;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function ended(states: SFNClient, executionArn: string) {
  for (;;) {
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described;
    await pause(100);
  }
}

describe.each(['STANDARD', 'EXPRESS'])('a Map Run with %s children', (type) => {
  test(`goes on after each of ${killCount} kills -9: every item has one child, and the result all in order`, async () => {
    server = await startServerProcess(directory);
    const executionArn = await start(server.states, type);
    for (let kill = 0; kill < killCount; kill += 1) {
      await pause(300 + 400 * kill);
      await server.kill();
      server = await startServerProcess(directory);
    }
    const { states } = server;
    const { status, output = '[]' } = await ended(states, executionArn);
    expect(status).toBe('SUCCEEDED');
    const results = JSON.parse(output) as readonly { readonly item: number; readonly name: string }[];
    expect(results.map(({ item }) => item)).toEqual(Array.from({ length: itemCount }, (_, item) => item));
    const mapRunArn = await mapRunOf(states, executionArn);
    const children = await childrenOf(states, mapRunArn);
    const names = children.map(({ name }) => name).reverse();
    expect(names).toEqual(results.map(({ name }) => name));
    expect(new Set(names).size).toBe(itemCount);
    expect(children.every(({ status: of }) => of === 'SUCCEEDED')).toBe(true);
    const { itemCounts, executionCounts } = await states.send(new DescribeMapRunCommand({ mapRunArn }));
    const whole = { total: itemCount, succeeded: itemCount, resultsWritten: itemCount };
    expect(itemCounts).toMatchObject(whole);
    expect(executionCounts).toMatchObject(whole);
  });

  test('that was stopped right before a kill -9 has no child that runs', async () => {
    server = await startServerProcess(directory);
    const executionArn = await start(server.states, type);
    await pause(500);
    await server.states.send(new StopExecutionCommand({ executionArn }));
    await server.kill();
    server = await startServerProcess(directory);
    const { states } = server;
    const mapRunArn = await mapRunOf(states, executionArn);
    for (;;) {
      const { executionCounts, status } = await states.send(new DescribeMapRunCommand({ mapRunArn }));
      expect(status).toBe('ABORTED');
      if (executionCounts?.running === 0) break;
      await pause(50);
    }
    const children = await childrenOf(states, mapRunArn);
    expect(children.length).toBeLessThan(itemCount);
    expect(children.filter(({ status }) => status === 'RUNNING')).toEqual([]);
  });
});
