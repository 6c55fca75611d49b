import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import {
  type Clients,
  clientsAt,
  createEchoFunction,
  createStateMachine,
  endOf,
  functionArn,
  roleArn,
  rootKey,
  startExecution,
} from '../cross-account/two-accounts.ts';
import { aFolder, type StepwellProcess, stepwell } from './stepwell-process.ts';

const account = '123456789012';
const role = roleArn(account, 'unknown');

async function aServer(
  data: string,
  ...words: readonly string[]
): Promise<{ server: StepwellProcess; endpoint: string; clients: Clients }> {
  const server = stepwell('dev', '--data', data, '--port', '0', '--log-level', 'error', ...words);
  const endpoint = await server.endpoint;
  const clients = clientsAt(endpoint, rootKey(account));
  onTestFinished(() => clients.close());
  return { server, endpoint, clients };
}

async function command(...words: readonly string[]) {
  const child = stepwell(...words);
  const exitCode = await child.ended;
  return { exitCode, ...child.said };
}

/** Waits, then calls a function with what it was started with. */
async function aSleeper(clients: Clients): Promise<string> {
  await createEchoFunction(clients, 'echo', role);
  return createStateMachine(clients, 'Sleeper', {
    role,
    states: {
      Wait: { Type: 'Wait', Seconds: 4, Next: 'Call' },
      Call: { Type: 'Task', Resource: functionArn(account, 'echo'), End: true },
    },
  });
}

test('what is under way when it is backed up goes on from the backup, functions included', async () => {
  const folder = aFolder();
  const { server, clients } = await aServer(join(folder, 'data'));
  const executionArn = await startExecution(clients, await aSleeper(clients), { input: { kept: true } });
  const to = join(folder, 'backup');
  const backup = await command('backup', '--data', join(folder, 'data'), '--to', to);
  expect(backup).toMatchObject({ exitCode: 0, output: expect.stringContaining(`${to}: `) });
  server.send('SIGKILL');
  await server.ended;
  expect(await command('check', '--data', to)).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/^sound: 1 execution, /),
  });
  const restored = await aServer(to);
  const { outcome } = await endOf(restored.clients, executionArn);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: '{"heard":{"kept":true}}' });
});

test('a running server makes a backup of its own, under the name that was asked for', async () => {
  const folder = aFolder();
  const { endpoint, clients } = await aServer(join(folder, 'data'));
  await createStateMachine(clients, 'Ends', { role, states: { Done: { Type: 'Succeed' } } });
  const named = await command('backup', '--endpoint', endpoint, '--name', 'before-upgrade');
  const path = join(folder, 'data/backups/before-upgrade');
  expect(named).toMatchObject({ exitCode: 0, output: expect.stringContaining(`${path}: `) });
  expect(await command('check', '--data', path)).toMatchObject({ exitCode: 0 });
  expect(await command('backup', '--endpoint', endpoint, '--name', 'before-upgrade')).toMatchObject({
    exitCode: 1,
    errors: expect.stringContaining('overwrites nothing'),
  });
  expect(await command('backup', '--endpoint', endpoint)).toMatchObject({ exitCode: 0 });
  expect(readdirSync(join(folder, 'data/backups')).sort()).toEqual([
    'before-upgrade',
    expect.stringMatching(/^stepwell-\d{8}T\d{6}Z$/),
  ]);
  expect(await command('backup', '--endpoint', endpoint, '--name', '../outside')).toMatchObject({
    exitCode: 1,
    errors: expect.stringContaining('failed to satisfy constraint'),
  });
});

test('backups go to the folder that the server was told', async () => {
  const folder = aFolder();
  const backups = join(folder, 'backups');
  const { endpoint } = await aServer(join(folder, 'data'), '--backup-folder', backups);
  expect(await command('backup', '--endpoint', endpoint, '--name', 'one')).toMatchObject({ exitCode: 0 });
  expect(readdirSync(backups)).toEqual(['one']);
});

test('check tells what is wrong, as text and as JSON, and ends with 1', async () => {
  const folder = aFolder();
  const { server, clients } = await aServer(folder);
  const machine = await createStateMachine(clients, 'Sleeps', {
    role,
    states: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } },
  });
  const executionArn = await startExecution(clients, machine, { name: 'one' });
  server.send('SIGTERM');
  expect(await server.ended).toBe(0);
  const database = new Database(join(folder, 'stepwell.db'));
  database.exec('UPDATE executions SET wake_at = NULL');
  database.close();
  const found = await command('check', '--data', folder);
  expect(found.exitCode).toBe(1);
  expect(found.output).toContain(`summary-disagrees: ${executionArn}: wakeAt is undefined`);
  expect(found.output).toMatch(/1 finding: 1 execution, 3 events, \d+ resources; \d+ executions a second\n$/);
  const json = await command('check', '--data', folder, '--json');
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.output)).toMatchObject({
    findings: [{ code: 'summary-disagrees', subject: executionArn }],
    findingCounts: { 'summary-disagrees': 1 },
    executionCount: 1,
  });
});

test.each([
  { words: ['check', '--data', 'nowhere'], exitCode: 2, says: 'nowhere does not exist.' },
  { words: ['check'], exitCode: 2, says: '--data' },
  { words: ['backup', '--data', 'nowhere', '--to', 'there'], exitCode: 1, says: 'is no data folder' },
  { words: ['backup', '--data', 'nowhere'], exitCode: 1, says: '--data FOLDER --to PATH' },
  {
    words: ['backup', '--endpoint', 'http://127.0.0.1:1', '--to', 'there'],
    exitCode: 1,
    says: 'cannot be used with',
  },
  { words: ['backup', '--endpoint', 'http://127.0.0.1:1'], exitCode: 1, says: 'ECONNREFUSED' },
])('$words ends with $exitCode and says why', async ({ words, exitCode, says }) => {
  const ended = await command(...words);
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.errors).toContain(says);
  expect(existsSync('there')).toBe(false);
});
