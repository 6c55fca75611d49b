import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/dynamodb/database.ts';
import { loadDynalite } from '../../src/dynamodb/dynalite.ts';
import { copyLevelFolder } from '../../src/store/sqlite/backup/copy-level-folder.ts';

const dynalite = loadDynalite();
/** Enough for the database to turn its log into tables, and tables into others, while it is copied. */
const filler = 'x'.repeat(20_000);

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-level-'));
  database = await openDatabase(dynalite, join(folder, 'data'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function put(index: number): Promise<void> {
  database.put({ type: 'put', key: keyOf(index), value: { index, filler: `${index}${filler}` } });
  await database.written();
}

function keyOf(index: number): string {
  return String(index).padStart(8, '0');
}

/** The keys of a copy, which opens as the original does. */
async function indexesIn(path: string): Promise<readonly number[]> {
  const copy = await openDatabase(dynalite, path);
  const indexes: number[] = [];
  for (let index = 1; (await copy.get(keyOf(index))) !== undefined; index += 1) indexes.push(index);
  const beyond = await copy.firstKey({ gt: keyOf(indexes.length) });
  await copy.close();
  expect(beyond).toBeUndefined();
  return indexes;
}

test('a copy of a database that is written to shows one moment of it', async () => {
  for (let index = 1; index <= 600; index += 1) await put(index);
  let index = 600;
  let isDone = false;
  const writing = (async () => {
    while (!isDone) {
      await put(++index);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  for (const name of ['first', 'second', 'third']) {
    const asked = index;
    await copyLevelFolder(join(folder, 'data'), join(folder, name));
    const indexes = await indexesIn(join(folder, name));
    expect(indexes.length).toBeGreaterThanOrEqual(asked);
    expect(indexes.length).toBeLessThanOrEqual(index + 1);
  }
  isDone = true;
  await writing;
});

test('a folder that is not there leaves none', async () => {
  await copyLevelFolder(join(folder, 'nothing'), join(folder, 'copy'));
  expect(readdirSync(folder)).toEqual(['data']);
});
