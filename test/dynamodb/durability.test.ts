import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { databaseOf } from '../../src/dynamodb/database.ts';
import { type Level, loadDynalite } from '../../src/dynamodb/dynalite.ts';
import { createDynamoDb, type DynamoDb } from '../../src/dynamodb/dynamodb.ts';
import type { ItemAction, Tables } from '../../src/dynamodb/tables.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';

const place = { partition: 'aws', account: '111111111111', region: 'us-east-1' };
const table = {
  TableName: 'jobs',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-state',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

let folder: string;
let open: DynamoDb[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-dynamodb-'));
  open = [];
});

afterEach(async () => {
  for (const each of open) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(name: string, now = () => systemClock.now()): DynamoDb {
  const started = createDynamoDb({
    directory: join(folder, name),
    clock: { ...systemClock, now },
    newId: randomUUID,
    log: pino({ level: 'silent' }),
  });
  open.push(started);
  return started;
}

function run(tables: Tables, action: ItemAction, input: JsonObject): Promise<JsonObject> {
  return tables.runItemAction(
    action,
    loadDynalite().check(action, structuredClone({ TableName: 'jobs', ...input })),
  );
}

async function createJobs(tables: Tables): Promise<void> {
  await tables.create(loadDynalite().check('CreateTable', structuredClone(table)), table);
}

test('what was answered is there for whoever starts after a crash, in the table and in its index', async () => {
  const tables = await start('before').at(place);
  await createJobs(tables);
  const acknowledged: string[] = [];
  const writer = async (name: string) => {
    for (let index = 0; index < 40; index += 1) {
      const id = `${name}-${index}`;
      await run(tables, 'PutItem', { Item: { id: { S: id }, state: { S: 'new' } } });
      acknowledged.push(id);
    }
  };
  const writing = Promise.all(['a', 'b', 'c', 'd'].map(writer));
  await new Promise((resolve) => setTimeout(resolve, 40));
  // The files as a crash leaves them: whoever wrote them has them open.
  const known = [...acknowledged];
  cpSync(join(folder, 'before'), join(folder, 'after'), { recursive: true });
  await writing;
  const after = await start('after').at(place);
  const items = (await run(after, 'Scan', {})).Items as readonly { readonly id: { readonly S: string } }[];
  const entries = (await run(after, 'Scan', { IndexName: 'by-state' })).Items as typeof items;
  const ids = items.map(({ id }) => id.S).sort();
  expect(known.length).toBeGreaterThan(0);
  expect(ids).toEqual(expect.arrayContaining(known));
  expect(entries.map(({ id }) => id.S).sort()).toEqual(ids);
});

test('tables, their tags and their items outlive a restart', async () => {
  const first = start('data');
  const tables = await first.at(place);
  await createJobs(tables);
  await tables.change('jobs', (jobs) => ({ ...jobs, tags: [{ key: 'team', value: 'blue' }] }));
  await run(tables, 'PutItem', { Item: { id: { S: '1' } } });
  await first.close();
  const again = await start('data').at(place);
  expect(again.get('jobs').tags).toEqual([{ key: 'team', value: 'blue' }]);
  expect(await run(again, 'GetItem', { Key: { id: { S: '1' } } })).toEqual({ Item: { id: { S: '1' } } });
});

test('accounts and regions have tables of their own', async () => {
  const all = start('data');
  await createJobs(await all.at(place));
  expect((await all.at({ ...place, account: '222222222222' })).names()).toEqual([]);
  expect((await all.at({ ...place, region: 'eu-west-1' })).names()).toEqual([]);
});

test('items whose time is over are removed, and no others', async () => {
  const now = 1_800_000_000_000;
  const tables = await start('data', () => now).at(place);
  await createJobs(tables);
  await tables.change('jobs', (jobs) => ({ ...jobs, timeToLive: { attributeName: 'ttl', isEnabled: true } }));
  const lives: Readonly<Record<string, JsonObject>> = {
    over: { ttl: { N: String(now / 1000 - 1) } },
    ahead: { ttl: { N: String(now / 1000 + 60) } },
    ancient: { ttl: { N: '1' } },
    text: { ttl: { S: '1' } },
    none: {},
  };
  for (const [id, more] of Object.entries(lives))
    await run(tables, 'PutItem', { Item: { id: { S: id }, ...more } });
  await tables.tidy();
  const { Items } = await run(tables, 'Scan', {});
  const ids = (Items as readonly { readonly id: { readonly S: string } }[]).map(({ id }) => id.S);
  expect(ids.sort()).toEqual(['ahead', 'ancient', 'none', 'text']);
});

test('a disk that takes nothing refuses what was to be written and what rests on it, and nothing later', async () => {
  const failures = [new Error('full')];
  const written: number[] = [];
  const level = {
    batch: async (writes: readonly unknown[]) => {
      await new Promise((resolve) => setImmediate(resolve));
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      written.push(writes.length);
    },
  } as unknown as Level;
  const database = databaseOf(level);
  const put = (key: string) => {
    database.put({ type: 'put', key, value: {} });
    return database.written();
  };
  const first = put('a');
  await new Promise((resolve) => setImmediate(resolve));
  const second = put('b');
  await expect(first).rejects.toThrow('full');
  await expect(second).rejects.toThrow('full');
  await Promise.all([put('c'), put('d')]);
  expect(written).toEqual([2]);
});
