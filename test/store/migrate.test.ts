import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseSummaries } from '../../src/store/rows.ts';
import { latestSchemaVersion, migrate } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { reads } from '../../src/store/statements.ts';

const firstMigration = new URL(
  '../../src/store/migrations/0001-executions-and-resources.sql',
  import.meta.url,
);

/** A database as the first release left it, with one execution in it. */
function aFirstDatabase(): Database.Database {
  const database = new Database(':memory:');
  database.exec(readFileSync(firstMigration, 'utf8'));
  database.exec('CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)');
  database.exec('INSERT INTO schema_version (version) VALUES (1)');
  database.exec(`INSERT INTO executions (shard, id, arn_key, machine_key, execution_arn, state_machine_arn,
    revision_name, status, started_at, stopped_at, wake_at, is_task_in_flight, turn_count)
    VALUES (0, 7, 1, 2, 'arn', 'machine', 'revision', 'FAILED', 100, 200, NULL, 0, 3)`);
  return database;
}

test('executions of an earlier release have no qualifier and no redrive', () => {
  const database = aFirstDatabase();
  migrate(database);
  migrate(database);
  const rows = database.prepare<unknown[], (string | number | null)[]>(reads.executionByKey).raw().all(0, 7);
  expect(parseSummaries(rows.flat())).toEqual([
    {
      shard: 0,
      id: 7,
      executionArn: 'arn',
      stateMachineArn: 'machine',
      revisionName: 'revision',
      status: 'FAILED',
      startedAt: 100,
      stoppedAt: 200,
      wakeAt: undefined,
      isTaskInFlight: false,
      turnCount: 3,
      version: undefined,
      alias: undefined,
      redriveCount: 0,
      redrivenAt: undefined,
    },
  ]);
  database.close();
});

const migrations = new URL('../../src/store/migrations/', import.meta.url);
const files = readdirSync(migrations).sort();

/** Brings `database` to schema `version` as the release of that schema did, with `executionCount` executions in it. */
function makeDatabase(database: Database.Database, version: number, executionCount: number): void {
  database.exec('CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)');
  for (let number = 1; number <= version; number += 1) {
    database.exec(readFileSync(new URL(files[number - 1] ?? '', migrations), 'utf8'));
    database.prepare('INSERT INTO schema_version VALUES (?)').run(number);
  }
  database
    .prepare(
      `WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < ?)
       INSERT INTO executions (shard, id, arn_key, machine_key, execution_arn, state_machine_arn, revision_name, status,
         started_at, is_task_in_flight, turn_count)
       SELECT 0, id, id, 2, 'arn' || id, 'machine', 'revision', 'RUNNING', id, 0, 1 FROM ids`,
    )
    .run(executionCount);
  database.exec("INSERT INTO turns SELECT 0, id, 1, 'body' FROM executions");
  database.exec("INSERT INTO resources VALUES ('Role', '1', '', 'role', 3, '{}')");
}

/** All of a database that a migration may change, apart from how it came to be. */
function schemaOf(database: Database.Database): unknown {
  return database
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name")
    .all();
}

function contentOf(database: Database.Database): unknown {
  return {
    executions: database.prepare('SELECT count(*), sum(id), max(redrive_count) FROM executions').raw().get(),
    turns: database.prepare('SELECT count(*), max(body) FROM turns').raw().get(),
    resources: database.prepare('SELECT * FROM resources').raw().all(),
    damage: database.pragma('integrity_check', { simple: true }),
    versions: database.prepare('SELECT version FROM schema_version ORDER BY version').pluck().all(),
  };
}

const fresh = new Database(':memory:');
migrate(fresh);

function expected(executionCount: number): unknown {
  return {
    executions: [executionCount, (executionCount * (executionCount + 1)) / 2, 0],
    turns: [executionCount, 'body'],
    resources: [['Role', '1', '', 'role', 3, '{}']],
    damage: 'ok',
    versions: files.map((_, index) => index + 1),
  };
}

describe('every schema so far comes up to date with all that is in it', () => {
  test.each(files.map((file, index) => ({ file, version: index + 1 })))('$file', ({ version }) => {
    const database = new Database(':memory:');
    makeDatabase(database, version, 100);
    const told: number[][] = [];
    migrate(database, (from, to) => told.push([from, to]));
    expect(told).toEqual(version === files.length ? [] : [[version, files.length]]);
    expect(schemaOf(database)).toEqual(schemaOf(fresh));
    expect(contentOf(database)).toEqual(expected(100));
    database.close();
  });
});

test('a migration that fails leaves the schema before it, and is tried again', () => {
  const database = new Database(':memory:');
  makeDatabase(database, 3, 10);
  database.exec('CREATE TABLE purged_executions (in_the_way)');
  expect(() => migrate(database)).toThrow('already exists');
  expect(database.prepare('SELECT max(version) FROM schema_version').pluck().get()).toBe(3);
  database.exec('DROP TABLE purged_executions');
  migrate(database);
  expect(schemaOf(database)).toEqual(schemaOf(fresh));
  expect(contentOf(database)).toEqual(expected(10));
});

test('a start says that the schema changes, and to have a backup; a start that changes nothing does not', async () => {
  const directory = aFolder();
  const database = new Database(join(directory, 'stepwell.db'));
  makeDatabase(database, 1, 10);
  database.close();
  const lines: string[] = [];
  const open = () => openSqliteStore({ directory, log: (line) => lines.push(line) });
  await (await open()).close();
  await (await open()).close();
  expect(lines).toEqual([
    `The database in ${directory} goes from schema 1 to ${latestSchemaVersion()}, after which no older Stepwell opens it. The way back is a backup made before.`,
  ]);
});

test('a start that is killed in the middle of migrating is gone on with by the next', async () => {
  const executionCount = 60_000;
  const file = join(aFolder(), 'stepwell.db');
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.transaction(() => makeDatabase(database, 1, executionCount))();
  database.close();
  const reached: number[] = [];
  for (let delay = 0; delay <= 400; delay += 40) {
    await migrateUntilKilled(file, delay);
    const after = new Database(file);
    const version = Number(after.prepare('SELECT max(version) FROM schema_version').pluck().get());
    after.close();
    reached.push(version);
    if (version === files.length) break;
  }
  expect(reached).toEqual([...reached].sort((left, right) => left - right));
  expect(reached[0]).toBeLessThan(files.length);
  const last = new Database(file);
  migrate(last);
  expect(schemaOf(last)).toEqual(schemaOf(fresh));
  expect(contentOf(last)).toEqual(expected(executionCount));
  last.close();
});

/** Kills the process `delay` milliseconds after it began to migrate. */
async function migrateUntilKilled(file: string, delay: number): Promise<void> {
  const program = fileURLToPath(new URL('./migrate-until-killed.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), exited]);
  child.kill('SIGKILL');
  await exited;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-migrate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
