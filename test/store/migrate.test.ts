import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { parseSummaries } from '../../src/store/rows.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
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
