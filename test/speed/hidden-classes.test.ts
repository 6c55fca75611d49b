/**
 * Objects of one kind share a hidden class. V8 makes a new one for each object where Node.js 20 copies an object by a spread and
 * adds to the copy, or where a literal has getters: that takes longer than much of what a request does, leaves garbage that only a
 * full collection finds, and every later access to the object misses its inline cache. A literal that begins with a member of its
 * own, or a class, costs nothing of it.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, region, type ServerProcess, startServerProcess } from '../crash/server-process.ts';
import { type Ask, askerOf } from '../support/own-api.ts';

const atOnce = 8;
/** Until the code of an operation is as it stays. */
const warmUpCount = 400;
const count = 200;
/** Until the log has what was logged. */
const settlingMilliseconds = 500;
/** Some are made now and then, by timers and new connections. */
const perCallMax = 0.3;

const directory = mkdtempSync(join(tmpdir(), 'stepwell-classes-'));
const logFile = join(directory, 'v8.log');
const roleArn = `arn:aws:iam::${account}:role/runs`;
const states = `arn:aws:states:${region}:${account}`;
const activityArn = `${states}:activity:worked`;
const standard = `${states}:stateMachine:standard`;
const express = `${states}:stateMachine:express`;
const waiting = `${states}:stateMachine:waiting`;

let server: ServerProcess;
let ask: Ask;
let killServer: () => void = () => {};

beforeAll(async () => {
  const flags = ['--log-maps', '--no-log-maps-details', '--no-logfile-per-isolate', `--logfile=${logFile}`];
  server = await startServerProcess(
    join(directory, 'data'),
    (kill) => {
      killServer = kill;
    },
    flags,
  );
  ask = askerOf(Number(new URL(server.endpoint).port));
  const definition = JSON.stringify({
    StartAt: 'Price',
    States: {
      Price: {
        Type: 'Pass',
        Parameters: { 'total.$': '$.price', 'kind.$': "States.Format('{}', $.kind)" },
        Next: 'Each',
      },
      Each: { Type: 'Parallel', Branches: [branchOf('One'), branchOf('Other')], Next: 'Decide' },
      Decide: {
        Type: 'Choice',
        Choices: [{ Variable: '$[0].total', NumericGreaterThan: 1, Next: 'Done' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  });
  const task = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: activityArn, End: true } } };
  await ask('CreateActivity', { name: 'worked' });
  await ask('CreateStateMachine', { name: 'standard', definition, roleArn });
  await ask('CreateStateMachine', { name: 'express', type: 'EXPRESS', definition, roleArn });
  await ask('CreateStateMachine', { name: 'waiting', definition: JSON.stringify(task), roleArn });
  ({ executionArn } = await start(standard));
});
afterAll(async () => {
  await server?.stop();
  killServer();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

const input = '{"price":3,"kind":"a"}';
let executionArn = '';

const operations: Readonly<Record<string, () => Promise<unknown>>> = {
  StartExecution: () => start(standard),
  StartSyncExecution: () => ask('StartSyncExecution', { stateMachineArn: express, input }),
  DescribeExecution: () => ask('DescribeExecution', { executionArn }),
  GetExecutionHistory: () => ask('GetExecutionHistory', { executionArn }),
  ListExecutions: () => ask('ListExecutions', { stateMachineArn: standard, maxResults: 5 }),
  'a task of an activity': async () => {
    await start(waiting);
    const { taskToken } = await ask<{ taskToken: string }>('GetActivityTask', { activityArn });
    await ask('SendTaskHeartbeat', { taskToken });
    await ask('SendTaskSuccess', { taskToken, output: '{}' });
  },
};

test.each(Object.keys(operations))('%s makes no hidden class each time', async (name) => {
  const operation = operations[name] as () => Promise<unknown>;
  await repeat(operation, warmUpCount);
  const before = logged().length;
  await repeat(operation, count);
  const made = (await settled()).slice(before).filter((line) => line.startsWith('map,'));
  expect(placesOf(made).filter(({ times }) => times > count * perCallMax)).toEqual([]);
});

async function repeat(operation: () => Promise<unknown>, times: number): Promise<void> {
  let left = times;
  const run = async () => {
    while (left > 0) {
      left -= 1;
      await operation();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  await settled();
}

function logged(): readonly string[] {
  return readFileSync(logFile, 'latin1').split('\n');
}

async function settled(): Promise<readonly string[]> {
  await sleep(settlingMilliseconds);
  return logged();
}

/** Where in the built code they are made, for which member, and how often. */
function placesOf(lines: readonly string[]): readonly { readonly place: string; readonly times: number }[] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, kind, , , , , row, column, , member] = line.split(',');
    const place = `${kind} at ${row}:${column} ${member}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, times]) => ({ place, times }));
}

function branchOf(name: string): object {
  return { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } };
}

function start(stateMachineArn: string): Promise<{ executionArn: string }> {
  return ask('StartExecution', { stateMachineArn, input });
}
