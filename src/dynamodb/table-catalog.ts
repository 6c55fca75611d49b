import type { JsonObject } from '../base/json.ts';
import type { Tag } from '../store/resources/tag.ts';
import type { Database } from './database.ts';

/** A table, as its row keeps it. */
export interface Table {
  readonly name: string;
  /** What it holds is kept under it, so that nothing of a deleted table comes back in another one of the same name. */
  readonly id: string;
  /** The API's TableDescription. Points in time are epoch seconds, as dynalite has them. */
  readonly description: JsonObject;
  readonly tags: readonly Tag[];
  /** An index that not every item has its entry in yet. */
  readonly unfilledIndex?: string;
  readonly timeToLive?: { readonly attributeName: string; readonly isEnabled: boolean };
}

/** The tables of one account and region, in memory with their descriptions; every change is on disk before it is answered. */
export interface TableCatalog {
  find(name: string): Table | undefined;
  /** In order. */
  names(): readonly string[];
  put(table: Table): void;
  delete(name: string): void;
}

const rowPrefix = 'table~';

/** Behind every key that begins with `prefix`, which ends in `~`. */
export function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}\x7f`;
}

/** What a table holds: its items, and the entries of its indexes. */
export function dataPrefix(id: string, part = ''): string {
  return part === '' ? `data~${id}~` : `data~${id}~${part}~`;
}

const rowsAtOnce = 1_000;

export async function readTableCatalog(database: Database): Promise<TableCatalog> {
  const tables = new Map<string, Table>();
  const rows = database.entries({ gte: rowPrefix, lt: endOf(rowPrefix) });
  for (let some = await rows.nextv(rowsAtOnce); some.length > 0; some = await rows.nextv(rowsAtOnce)) {
    for (const [, row] of some) {
      const table = row as unknown as Table;
      tables.set(table.name, table);
    }
  }
  await rows.close();
  await clearLeftovers(database, new Set([...tables.values()].map(({ id }) => id)));
  return {
    find: (name) => tables.get(name),
    names: () => [...tables.keys()].sort(),
    put(table) {
      tables.set(table.name, table);
      database.put({ type: 'put', key: rowPrefix + table.name, value: table as unknown as JsonObject });
    },
    delete(name) {
      tables.delete(name);
      database.put({ type: 'del', key: rowPrefix + name });
    },
  };
}

/** A crash may leave what deleted tables held. */
async function clearLeftovers(database: Database, ids: ReadonlySet<string>): Promise<void> {
  let from = 'data~';
  for (;;) {
    const key = await database.firstKey({ gte: from, lt: endOf('data~') });
    if (key === undefined) return;
    const prefix = dataPrefix(key.split('~', 2)[1] ?? '');
    from = endOf(prefix);
    if (!ids.has(key.split('~', 2)[1] ?? '')) await database.clear({ gte: prefix, lt: from });
  }
}
