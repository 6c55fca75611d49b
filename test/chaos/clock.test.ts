import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../crash/server-process.ts';
import { openClients } from './clients.ts';
import { arnPrefix } from './machines.ts';
import { serverFiles, TormentedServer } from './server.ts';

const aheadMilliseconds = 60_000;
const stateMachineArn = `${arnPrefix}:stateMachine:works`;
const activityArn = `${arnPrefix}:activity:work`;
const earlier = ['earlier-0', 'earlier-1', 'earlier-2'];
const later = ['later-0', 'later-1', 'later-2'];

async function startAll(port: number, names: readonly string[]): Promise<void> {
  const { states, destroy } = openClients(port);
  for (const name of names) {
    const input = JSON.stringify(name);
    await states.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  }
  destroy();
}

test('after a restart with the clock set back, what starts then is behind what was there, for lists and for workers', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-clock-'));
  const server = new TormentedServer(serverFiles(directory), (message) => {
    throw new Error(message);
  });
  onTestFinished(async () => {
    await server.kill({ withFunctions: true });
    rmSync(directory, { recursive: true, force: true });
  });
  server.setClock(aheadMilliseconds);
  await server.start();
  const first = openClients(server.port);
  await first.states.send(new CreateActivityCommand({ name: 'work' }));
  const States = { Work: { Type: 'Task', Resource: activityArn, End: true } };
  const definition = JSON.stringify({ StartAt: 'Work', States });
  const roleArn = `arn:aws:iam::${account}:role/any`;
  await first.states.send(new CreateStateMachineCommand({ name: 'works', definition, roleArn }));
  first.destroy();
  await startAll(server.port, earlier);
  await server.kill({ withFunctions: true });

  server.setClock(0);
  await server.start();
  const { states, destroy } = openClients(server.port);
  const takeOne = async () => (await states.send(new GetActivityTaskCommand({ activityArn }))).input;
  const taken = [await takeOne(), await takeOne(), await takeOne()];
  await startAll(server.port, later);
  taken.push(await takeOne(), await takeOne(), await takeOne());
  expect(taken).toEqual([...earlier, ...later].map((name) => JSON.stringify(name)));
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions.map(({ name }) => name)).toEqual([...earlier, ...later].reverse());
  destroy();
});
