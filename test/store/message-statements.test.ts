import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageReads, messageWrites } from '../../src/store/message-statements.ts';

const migrations = new URL('../../src/store/migrations/', import.meta.url);

let database: Database.Database;
beforeAll(() => {
  database = new Database(':memory:');
  for (const file of readdirSync(migrations).sort()) {
    database.exec(readFileSync(new URL(file, migrations), 'utf8'));
  }
});
afterAll(() => database.close());

function stepsOf(sql: string): readonly string[] {
  const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  return plan.all(...Array.from(sql.matchAll(/\?/g), () => 1)).map(({ detail }) => detail);
}

test.each(Object.entries({ ...messageReads, ...messageWrites }))(
  '%s finds its rows by an index and in order',
  (_, sql) => {
    // To read through a whole table, or to sort what was found, takes longer the more there is.
    expect(stepsOf(sql).filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([]);
  },
);

test('messages of a FIFO queue that are not due are passed over within an index', () => {
  const [outer = ''] = stepsOf(messageWrites.visibleGroupedMessages);
  expect(outer).toContain('COVERING INDEX queue_messages_by_group');
});
