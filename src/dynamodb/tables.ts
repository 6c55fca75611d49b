import type { Place } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { createTable, deleteTable, getTable, lockOf, type TableParts, updateTable } from './change-table.ts';
import { openDatabase } from './database.ts';
import type { CheckedInput, Dynalite } from './dynalite.ts';
import { validationError } from './errors.ts';
import { removeExpired } from './expiry.ts';
import { fillIndex } from './indexes.ts';
import { KeyLocks } from './key-locks.ts';
import { runAction } from './run-action.ts';
import { readTableCatalog, type Table } from './table-catalog.ts';
import { forgetTokens, type Transaction, transactGet, transactWrite } from './transactions.ts';

export type ItemAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'UpdateItem';

/** The tables of one account and region. Descriptions have their points in time in epoch seconds. */
export interface Tables {
  find(name: string): Table | undefined;
  names(): readonly string[];
  /** Throws ResourceNotFoundException. */
  get(name: string): Table;
  runItemAction(action: ItemAction, input: CheckedInput): Promise<JsonObject>;
  transactWrite(transaction: Transaction): Promise<JsonObject>;
  transactGet(transaction: Transaction): Promise<JsonObject>;
  /** `given` is the request as it was, of which `input` has what dynalite knows. Answers with the table's description. */
  create(input: CheckedInput, given: JsonObject): Promise<JsonObject>;
  /** `input` is undefined where the request has nothing that dynalite knows. */
  update(input: CheckedInput | undefined, given: JsonObject): Promise<JsonObject>;
  delete(name: string): Promise<JsonObject>;
  /** Changes a table's tags or its time to live. */
  change(name: string, change: (table: Table) => Table): Promise<void>;
  /** Removes items whose time is over, and what is known of transactions that nobody asks for again. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export interface TablesParts {
  readonly dynalite: Dynalite;
  readonly place: Place;
  /** Undefined keeps everything in memory. */
  readonly folder: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
}

export async function openTables({ dynalite, place, folder, clock, newId }: TablesParts): Promise<Tables> {
  const { account, region } = place;
  const database = await openDatabase(dynalite, folder);
  const catalog = await readTableCatalog(database);
  const locks = new KeyLocks();
  const parts: TableParts = {
    dynalite,
    database,
    locks,
    catalog,
    writing: new Set(),
    account,
    region,
    newId,
  };
  for (const name of catalog.names()) await finishIndex(parts, name);
  await forgetTokens(parts, clock.now());
  return {
    find: catalog.find,
    names: catalog.names,
    get: (name) => getTable(parts, name),
    runItemAction: (action, input) => runAction(parts, { action, input }),
    transactWrite: (transaction) => transactWrite(parts, transaction),
    transactGet: (transaction) => transactGet(parts, transaction),
    create: (input, given) => createTable(parts, input, given),
    update: (input, given) => updateTable(parts, input, given),
    delete: (name) => deleteTable(parts, name),
    change: (name, change) =>
      locks.holding([lockOf(name)], async () => {
        catalog.put(change(getTable(parts, name)));
        await database.written();
      }),
    async tidy() {
      const now = clock.now();
      for (const name of catalog.names()) {
        const table = catalog.find(name);
        if (table !== undefined) await removeExpired(parts, table, now);
      }
      await forgetTokens(parts, now);
    },
    close: () => database.close(),
  };
}

/** An index that a crash left without some of its entries. */
async function finishIndex(parts: TableParts, name: string): Promise<void> {
  const table = getTable(parts, name);
  const { unfilledIndex, ...filled } = table;
  if (unfilledIndex === undefined) return;
  await fillIndex(parts, table, unfilledIndex);
  parts.catalog.put(filled);
  await parts.database.written();
}

/** `table` with TimeToLiveSpecification `specification`. Throws ValidationException where it has that already. */
export function withTimeToLive(table: Table, specification: JsonObject): Table {
  const { AttributeName, Enabled } = specification;
  const attributeName = String(AttributeName);
  const isEnabled = Enabled === true;
  const before = table.timeToLive ?? { attributeName, isEnabled: false };
  if (before.isEnabled === isEnabled) {
    throw validationError(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`);
  }
  if (before.isEnabled && before.attributeName !== attributeName) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${before.attributeName}`,
    );
  }
  return { ...table, timeToLive: { attributeName, isEnabled } };
}
