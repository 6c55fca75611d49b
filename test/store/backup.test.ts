import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupRefused, backUp } from '../../src/store/sqlite/backup/back-up.ts';
import { backUpInThread } from '../../src/store/sqlite/backup/back-up-in-thread.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aSummary } from '../contract/store-executions.ts';

const machine = aSummary(1).stateMachineArn;

let folder: string;
let directory: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-backup-'));
  directory = join(folder, 'data');
  mkdirSync(directory);
  store = await openSqliteStore({ directory });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function commit(id: number, body = 'x'.repeat(2_000)): Promise<void> {
  await store.executions.commit({ summary: aSummary(id), body });
}

async function commitUpTo(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => commit(index + 1)));
}

/** The executions in a backup, which opens as a data folder does. */
async function idsIn(path: string): Promise<readonly number[]> {
  const opened = await openSqliteStore({ directory: path });
  try {
    const query = { stateMachineArn: machine, status: undefined, before: undefined, limit: 100_000 };
    return (await opened.executions.list(query)).map(({ id }) => id).reverse();
  } finally {
    await opened.close();
  }
}

describe.each([
  { how: 'page by page', isCompact: false },
  { how: 'compactly', isCompact: true },
])('$how', ({ isCompact }) => {
  test('a backup shows one moment of a store that goes on writing', async () => {
    await commitUpTo(5_000);
    let id = 5_000;
    let isDone = false;
    const writing = (async () => {
      while (!isDone) await commit(++id);
    })();
    const to = join(folder, 'backup');
    const backup = await backUp({ directory, to, isCompact });
    isDone = true;
    await writing;
    const ids = await idsIn(to);
    // All that was acknowledged before it was asked for, and of what came later nothing without what came before that.
    expect(ids.length).toBeGreaterThanOrEqual(5_000);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => index + 1));
    expect(ids.length).toBeLessThan(id);
    expect(backup).toMatchObject({ path: to, bytes: statSync(join(to, 'stepwell.db')).size });
    expect(Math.abs(backup.takenAt - Date.now())).toBeLessThan(60_000);
    expect(await store.executions.get(aSummary(id))).toBeDefined();
  });
});

test('a backup is one file that needs no other, and only its owner may read it', async () => {
  await commitUpTo(10);
  const to = join(folder, 'backup');
  await backUp({ directory, to });
  expect(readdirSync(to)).toEqual(['stepwell.db']);
  expect(statSync(to).mode & 0o777).toBe(0o700);
  expect(statSync(join(to, 'stepwell.db')).mode & 0o777).toBe(0o600);
});

test('a compact backup leaves out the room of what was deleted', async () => {
  await commitUpTo(2_000);
  const keys = Array.from({ length: 2_000 }, (_, index) => ({ shard: 0, id: index + 1 }));
  const ends = keys.map(({ id }) =>
    store.executions.commit({
      summary: aSummary(id, { status: 'FAILED', stoppedAt: 1, turnCount: 2 }),
      body: 'end',
    }),
  );
  await Promise.all(ends);
  await store.executions.purge({ keys, endedBefore: 2, turnsMax: 10_000 });
  const whole = await backUp({ directory, to: join(folder, 'whole') });
  const compact = await backUp({ directory, to: join(folder, 'compact'), isCompact: true });
  expect(compact.bytes).toBeLessThan(whole.bytes / 5);
});

test('the database alone goes to a file', async () => {
  await commitUpTo(10);
  const to = join(folder, 'backup.db');
  await backUp({ directory, to });
  const restored = join(folder, 'restored');
  mkdirSync(restored);
  writeFileSync(join(restored, 'stepwell.db'), readFileSync(to));
  expect(await idsIn(restored)).toHaveLength(10);
  expect(readdirSync(folder).sort()).toEqual(['backup.db', 'data', 'restored']);
});

test('files beside the database come along, logs only if asked for, and what can be made again does not', async () => {
  for (const file of ['objects/ab/one', 'logs/1/group.jsonl', 'functions/code/index.js', 'jobs/id']) {
    mkdirSync(join(directory, file, '..'), { recursive: true });
    writeFileSync(join(directory, file), file);
  }
  const filesOf = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(path.length + 1))
      .sort();
  await backUp({ directory, to: join(folder, 'backup') });
  expect(filesOf(join(folder, 'backup'))).toEqual(['objects/ab/one', 'stepwell.db']);
  await backUp({ directory, to: join(folder, 'logged'), withLogs: true });
  expect(filesOf(join(folder, 'logged'))).toEqual(['logs/1/group.jsonl', 'objects/ab/one', 'stepwell.db']);
  expect(readFileSync(join(folder, 'backup/objects/ab/one'), 'utf8')).toBe('objects/ab/one');
});

test('a folder that no store has open is backed up as well', async () => {
  await commitUpTo(10);
  await store.close();
  const to = join(folder, 'backup');
  await backUp({ directory, to });
  expect(await idsIn(to)).toHaveLength(10);
  store = await openSqliteStore({ directory });
});

test('a thread of its own makes the same backup, and gives the same reasons', async () => {
  await commitUpTo(10);
  const to = join(folder, 'backup');
  expect(await backUpInThread({ directory, to })).toMatchObject({ path: to });
  expect(await idsIn(to)).toHaveLength(10);
  await expect(backUpInThread({ directory, to })).rejects.toThrow('overwrites nothing');
});

test('progress goes from nothing to all of it', async () => {
  await commitUpTo(5_000);
  const seen: number[] = [];
  await backUp({ directory, to: join(folder, 'backup') }, ({ copiedBytes, totalBytes }) => {
    seen.push(copiedBytes / totalBytes);
  });
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual([...seen].sort((left, right) => left - right));
  expect(seen.at(-1)).toBeLessThanOrEqual(1);
});

describe('nothing is overwritten, and nothing is left of what failed', () => {
  const cases: readonly { what: string; make: (to: string) => void; to: string; says: string }[] = [
    { what: 'a folder with something in it', make: aFullFolder, to: 'taken', says: 'overwrites nothing' },
    { what: 'a file', make: aFile, to: 'taken.db', says: 'overwrites nothing' },
    { what: 'a file where a folder is to be', make: aFile, to: 'taken', says: 'overwrites nothing' },
    { what: 'a folder that cannot hold it', make: () => {}, to: 'none/backup', says: 'is no folder' },
    {
      what: 'another backup under way',
      make: (to) => mkdirSync(`${to}.partial`),
      to: 'taken',
      says: 'another backup is being written, or one was interrupted',
    },
  ];

  test.each(cases)('$what', async ({ make, to, says }) => {
    await commitUpTo(3);
    const path = join(folder, to);
    make(path);
    const before = snapshotOf(folder);
    const failed = backUp({ directory, to: path });
    await expect(failed).rejects.toThrow(BackupRefused);
    await expect(failed).rejects.toThrow(says);
    expect(snapshotOf(folder)).toEqual(before);
  });

  test('an empty folder is taken', async () => {
    await commitUpTo(3);
    mkdirSync(join(folder, 'empty'));
    await backUp({ directory, to: join(folder, 'empty') });
    expect(await idsIn(join(folder, 'empty'))).toHaveLength(3);
  });

  test('what comes to be there meanwhile is not overwritten either', async () => {
    await commitUpTo(2_000);
    const to = join(folder, 'backup.db');
    const failed = backUp({ directory, to }, () => {
      if (!existsSync(to)) writeFileSync(to, 'mine');
    });
    await expect(failed).rejects.toThrow('came to be there while the backup was written');
    expect(readFileSync(to, 'utf8')).toBe('mine');
    expect(existsSync(`${to}.partial`)).toBe(false);
  });

  test('a folder that holds no data, and one whose database is none', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const to = join(folder, 'backup');
    await expect(backUp({ directory: empty, to })).rejects.toThrow('is no data folder');
    writeFileSync(join(empty, 'stepwell.db'), 'this was never a database '.repeat(1_000));
    await expect(backUp({ directory: empty, to })).rejects.toThrow('is damaged (SQLITE_NOTADB)');
    expect(existsSync(to) || existsSync(`${to}.partial`)).toBe(false);
  });

  describe.skipIf(!tryToMount())(
    'on a disk that is too small (skipped where no tmpfs can be mounted)',
    () => {
      let disk: string;
      beforeEach(async () => {
        disk = join(folder, 'disk');
        mkdirSync(disk);
        mount(disk, '100m');
        await commitUpTo(8_000);
      });
      afterEach(() => execFileSync('umount', ['-l', disk]));

      test('it is refused before it begins where it cannot fit', async () => {
        writeFileSync(join(disk, 'filler'), Buffer.alloc(60 * 1024 * 1024));
        await expect(backUp({ directory, to: join(disk, 'backup') })).rejects.toThrow(/has \d+ MB left/);
        expect(readdirSync(disk)).toEqual(['filler']);
      });

      test('it leaves nothing half where the disk fills up meanwhile', async () => {
        const fill = () => {
          const { bavail, bsize } = statfsSync(disk);
          if (!existsSync(join(disk, 'filler')))
            writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 1024 * 1024));
        };
        const failed = backUp({ directory, to: join(disk, 'backup') }, fill);
        await expect(failed).rejects.toThrow('The disk became full before');
        expect(readdirSync(disk)).toEqual(['filler']);
      });
    },
  );
});

function aFullFolder(path: string): void {
  mkdirSync(path);
  writeFileSync(join(path, 'mine'), 'mine');
}

function aFile(path: string): void {
  writeFileSync(path, 'mine');
}

/** Every file and folder, and what was written for the test. The database itself is always on the move. */
function snapshotOf(path: string): readonly string[] {
  return (readdirSync(path, { recursive: true }) as string[])
    .filter((name) => !name.startsWith('data'))
    .sort();
}

function mount(path: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'stepwell-test', path], { stdio: 'pipe' });
}

function tryToMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'stepwell-mount-'));
  try {
    mount(path, '1m');
    execFileSync('umount', ['-l', path]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
