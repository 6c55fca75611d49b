import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeWrites, reads, resourceWrites, turnWrites } from '../../src/store/statements.ts';

const migrations = new URL('../../src/store/migrations/', import.meta.url);

let database: Database.Database;
beforeAll(() => {
  database = new Database(':memory:');
  for (const file of readdirSync(migrations).sort()) {
    database.exec(readFileSync(new URL(file, migrations), 'utf8'));
  }
});
afterAll(() => database.close());

test.each(Object.entries({ ...reads, ...turnWrites, ...purgeWrites, ...resourceWrites }))(
  '%s finds its rows by an index and in order',
  (_, sql) => {
    const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
    const steps = plan.all(...parameters).map(({ detail }) => detail);
    // To read through a whole table, or to sort what was found, takes longer the more there is.
    expect(steps.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([]);
  },
);

test.each([
  { read: 'executionByArn', index: 'executions_by_arn' },
  { read: 'executionsWithStatus', index: 'executions_by_machine' },
  { read: 'executionsOfMachine', index: 'executions_by_machine' },
  { read: 'executionsOfVersion', index: 'executions_by_version' },
  { read: 'executionsOfVersionWithStatus', index: 'executions_by_version' },
  { read: 'executionsOfAlias', index: 'executions_by_alias' },
  { read: 'executionsOfAliasWithStatus', index: 'executions_by_alias' },
  { read: 'executionsDue', index: 'executions_open' },
  { read: 'nextWakeAt', index: 'executions_open' },
  { read: 'openCount', index: 'executions_open' },
  { read: 'executionsInFlight', index: 'executions_in_flight' },
  { read: 'waiters', index: 'awaited_jobs_by_job' },
  { read: 'activityTasks', index: 'activity_tasks_by_activity' },
] as const)('$read reads $index', ({ read, index }) => {
  const sql = reads[read];
  const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const steps = plan.all(...Array.from(sql.matchAll(/\?/g), () => 1)).map(({ detail }) => detail);
  const searches = steps.filter((step) => step.startsWith('SEARCH'));
  expect(searches).not.toEqual([]);
  expect(searches.filter((step) => !step.includes(` ${index} `))).toEqual([]);
});
