import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { callOwnApi } from '../../../../src/cli/own-api.ts';
import { type BackupsParts, createBackups } from '../../../../src/runtime/backups.ts';
import { sourceAccount, targetAccount, twoAccounts } from '../../../cross-account/two-accounts.ts';

function ask(endpoint: string, account: string, input: JsonObject): Promise<JsonObject> {
  return callOwnApi({ endpoint, account, region: 'us-east-1', action: 'CreateBackup', input });
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-create-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the account that a server was started with backs it up, and no other does', async () => {
  const dataDirectory = aFolder();
  const server = await twoAccounts({ dataDirectory });
  onTestFinished(() => server.close());
  expect(await ask(server.endpoint, sourceAccount, { name: 'one' })).toMatchObject({
    path: join(dataDirectory, 'backups/one'),
    takenAt: expect.any(Number),
    bytes: expect.any(Number),
  });
  expect(existsSync(join(dataDirectory, 'backups/one/stepwell.db'))).toBe(true);
  await expect(ask(server.endpoint, targetAccount, { name: 'two' })).rejects.toThrow(
    `Account ${targetAccount} may not back this server up`,
  );
  expect(existsSync(join(dataDirectory, 'backups/two'))).toBe(false);
  await expect(ask(server.endpoint, sourceAccount, { name: 'one' })).rejects.toThrow('overwrites nothing');
});

test.each(['..', '.hidden', 'a/b', '../a', '/tmp/a', ''])('%j is no name for a backup', async (name) => {
  const server = await twoAccounts({ dataDirectory: aFolder() });
  onTestFinished(() => server.close());
  await expect(ask(server.endpoint, sourceAccount, { name })).rejects.toThrow('failed to satisfy constraint');
});

test('a server that keeps everything in memory has nothing to back up', async () => {
  const server = await twoAccounts();
  onTestFinished(() => server.close());
  await expect(ask(server.endpoint, sourceAccount, {})).rejects.toThrow(
    'This server keeps everything in memory: there is nothing to back up',
  );
});

test('one backup is made at a time, named after the moment it was asked for', async () => {
  let finish = () => {};
  const asked: string[] = [];
  const backUp: BackupsParts['backUp'] = ({ to }) => {
    asked.push(to);
    return new Promise((resolve) => {
      finish = () => resolve({ path: to, takenAt: 0, bytes: 0 });
    });
  };
  const backups = createBackups({
    directory: '/data',
    folder: '/backups',
    account: sourceAccount,
    clock: { now: () => Date.parse('2026-01-15T12:34:56.789Z') },
    backUp,
    makeFolder: async () => {},
  });
  const first = backups.create(undefined);
  await expect(backups.create('other')).rejects.toMatchObject({ code: 'BackupInProgress' });
  await Promise.resolve();
  finish();
  expect(await first).toMatchObject({ path: '/backups/stepwell-20260115T123456Z' });
  const second = backups.create('other');
  await Promise.resolve();
  finish();
  await second;
  expect(asked).toEqual(['/backups/stepwell-20260115T123456Z', '/backups/other']);
});
