import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { aSummary } from '../contract/store-executions.ts';

const canMount = tryToMount();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-disk-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a directory that cannot be used is refused with what to do about it', () => {
  test.each<{ directory: string; make: (path: string) => void; reason: string }>([
    { directory: 'missing', make: () => {}, reason: 'does not exist. Create it' },
    { directory: 'a-file', make: (path) => writeFileSync(path, ''), reason: 'should be the data directory' },
    {
      directory: 'not-a-database',
      make: (path) => aFile(path, 'stepwell.db', 'this was never a database '.repeat(100)),
      reason: 'is damaged (SQLITE_NOTADB)',
    },
    {
      directory: 'foreign-lock',
      make: (path) => aFile(path, 'lock.db', 'this was never a database '.repeat(100)),
      reason: 'is damaged (SQLITE_NOTADB)',
    },
    {
      directory: 'a-folder-as-database',
      make: aFolderAsDatabase,
      reason: 'cannot be opened (SQLITE_CANTOPEN',
    },
    { directory: 'newer', make: aNewerSchema, reason: 'written by a newer Stepwell (schema 999' },
  ])('$directory: $reason', async ({ directory: name, make, reason }) => {
    const path = join(directory, name);
    make(path);
    await expect(openSqliteStore({ directory: path })).rejects.toThrow(reason);
    // What was refused holds no lock, and says the same again.
    await expect(openSqliteStore({ directory: path })).rejects.toThrow(reason);
  });

  test('a directory that may not be written', async () => {
    const isRoot = process.getuid?.() === 0;
    if (isRoot) mountMemory(directory, 'ro');
    else chmodSync(directory, 0o555);
    try {
      await expect(openSqliteStore({ directory })).rejects.toThrow('cannot be written');
    } finally {
      if (isRoot) unmount(directory);
      else chmodSync(directory, 0o755);
    }
  });

  test('a directory that this process has open already', async () => {
    const store = await openSqliteStore({ directory });
    await expect(openSqliteStore({ directory })).rejects.toThrow('is in use');
    await store.close();
    await (await openSqliteStore({ directory })).close();
  });
});

describe.skipIf(!canMount)('a disk that fills up (skipped where no tmpfs can be mounted)', () => {
  beforeEach(() => mountMemory(directory, 'size=6m'));
  afterEach(() => unmount(directory));

  test('refuses all of a group with the reason, keeps what was acknowledged, and goes on when there is space', async () => {
    const lines: string[] = [];
    const store = await openSqliteStore({ directory, log: (line) => lines.push(line) });
    const acknowledged: number[] = [];
    const commit = async (id: number) => {
      await store.executions.commit({ summary: aSummary(id), body: 'x'.repeat(10_000) });
      acknowledged.push(id);
    };
    for (let id = 1; id <= 20; id += 1) await commit(id);
    fill();
    const full = await Promise.allSettled(Array.from({ length: 500 }, (_, index) => commit(100 + index)));
    const refused = full.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(StoreUnavailable);
      expect(reason.message).toBe(
        `The disk that holds ${directory} is full. Free some space: the store goes on by itself.`,
      );
    }
    expect((await store.executions.get(aSummary(20)))?.turnCount).toBe(1);
    await expect(store.resources.write([aSecret()])).rejects.toThrow('is full');
    expect(await store.resources.get(aSecret().key)).toBeUndefined();

    rmSync(join(directory, 'filler'));
    await commit(1_000);
    expect(await store.resources.write([aSecret()])).toBe('written');
    expect(lines).toEqual([expect.stringContaining('is full'), 'The store can write again.']);
    await store.close();

    const reopened = await openSqliteStore({ directory });
    const query = { stateMachineArn: aSummary(1).stateMachineArn, status: undefined, before: undefined };
    const found = await reopened.executions.list({ ...query, limit: 10_000 });
    expect(found.map(({ id }) => id)).toEqual(acknowledged.sort((left, right) => right - left));
    expect((await reopened.resources.get(aSecret().key))?.revision).toBe(1);
    await reopened.close();
  });

  /** Leaves some 100 KiB. */
  function fill(): void {
    const { bavail, bsize } = statfsSync(directory);
    writeFileSync(join(directory, 'filler'), Buffer.alloc(bavail * bsize - 100 * 1024));
  }
});

function aSecret() {
  const key = { kind: 'ServerSecret', account: '', region: '', name: 'tokens' } as const;
  return { type: 'put', key, body: { keyBase64: 'a'.repeat(200_000) }, expectedRevision: 0 } as const;
}

function aFile(path: string, name: string, text: string): void {
  mkdirSync(path);
  writeFileSync(join(path, name), text);
}

function aFolderAsDatabase(path: string): void {
  mkdirSync(join(path, 'stepwell.db'), { recursive: true });
}

function aNewerSchema(path: string): void {
  mkdirSync(path);
  const database = new Database(join(path, 'stepwell.db'));
  database.exec(
    'CREATE TABLE schema_version (version BIGINT PRIMARY KEY); INSERT INTO schema_version VALUES (999)',
  );
  database.close();
}

function mountMemory(path: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'stepwell-test', path], { stdio: 'pipe' });
}

function unmount(path: string): void {
  execFileSync('umount', ['-l', path]);
}

function tryToMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'stepwell-mount-'));
  try {
    mountMemory(path, 'size=1m');
    unmount(path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
