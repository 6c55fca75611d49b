import type { JsonObject } from '../base/json.ts';
import type { Database } from './database.ts';
import {
  type Callback,
  type CheckedInput,
  type Dynalite,
  type DynaliteAction,
  type DynaliteRefusal,
  isRefusal,
  type LevelSnapshot,
  type LevelWrite,
} from './dynalite.ts';
import { DynamoDbError, tableNotFound, toDynamoDbError } from './errors.ts';
import type { KeyLocks } from './key-locks.ts';
import { plainJson } from './plain-json.ts';
import type { TableCatalog } from './table-catalog.ts';
import {
  type CallLocks,
  type Collection,
  type CollectionParts,
  collectionOf,
  indexPrefix,
  itemPrefix,
  type TableStore,
} from './table-store.ts';

/** What the actions on items work on. */
export interface ItemParts {
  readonly dynalite: Dynalite;
  readonly database: Database;
  readonly locks: KeyLocks;
  readonly catalog: TableCatalog;
  /** The calls under way that write. */
  readonly writing: Set<Promise<unknown>>;
}

export interface ActionRequest {
  readonly action: DynaliteAction;
  readonly input: CheckedInput;
  /** Takes what the action writes, where the locks are held already and the writes are not for the disk yet. */
  readonly gather?: (write: LevelWrite) => void;
  /** What the action reads from, where that is not the present. */
  readonly snapshot?: LevelSnapshot;
}

const writingActions: ReadonlySet<DynaliteAction> = new Set([
  'BatchWriteItem',
  'DeleteItem',
  'PutItem',
  'UpdateItem',
]);

/**
 * An action on items: its answer once what it wrote is on disk. Rejects with a DynamoDbError where the caller erred.
 *
 * A refused condition has the item that did not meet it in `details`, for those who want it.
 */
export function runAction(parts: ItemParts, request: ActionRequest): Promise<JsonObject> {
  const answer = callAction(parts, request);
  if (request.gather !== undefined || !writingActions.has(request.action)) return answer;
  const { writing } = parts;
  const ended: Promise<unknown> = answer.then(
    () => writing.delete(ended),
    () => writing.delete(ended),
  );
  writing.add(ended);
  return answer;
}

function callAction(
  { dynalite, database, locks, catalog }: ItemParts,
  { action, input, gather, snapshot }: ActionRequest,
): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const held = new HeldLocks(locks);
    let lastRead: JsonObject | undefined;
    const collections: CollectionParts = {
      database,
      locks: gather === undefined ? held : undefined,
      write: gather ?? database.put,
      isWriting: writingActions.has(action),
      snapshot,
      onRead: (item) => {
        lastRead = item;
      },
      fail: (error) => {
        held.releaseAll();
        reject(error);
      },
    };
    const finish: Callback<JsonObject> = (error, answer) => {
      if (error !== null && error !== undefined) {
        reject(isRefusal(error) ? refusalOf(error, lastRead) : error);
        return;
      }
      const plain = plainJson(answer ?? {}) as JsonObject;
      if (gather !== undefined || !collections.isWriting) resolve(plain);
      // Asked in the moment of the last write, so that it speaks of that one.
      else database.written().then(() => resolve(plain), reject);
    };
    try {
      dynalite.actions[action](storeOf(collections, catalog), input, finish);
    } catch (error) {
      collections.fail(error);
    }
  });
}

function refusalOf(refusal: DynaliteRefusal, lastRead: JsonObject | undefined): DynamoDbError {
  const { code, message } = toDynamoDbError(refusal);
  const isWithItem = code === 'ConditionalCheckFailedException' && lastRead !== undefined;
  return new DynamoDbError(code, message, isWithItem ? { Item: lastRead } : {});
}

/** Bytes of an item. Source: Developer Guide, "Quotas in Amazon DynamoDB". */
const itemBytesMax = 400 * 1024;

function storeOf(collections: CollectionParts, catalog: TableCatalog): TableStore {
  const collection = (tableName: string, prefixOf: typeof itemPrefix): Collection => {
    const table = catalog.find(tableName);
    if (table === undefined) throw tableNotFound();
    return collectionOf(prefixOf(table), collections);
  };
  const nothing = (callback: Callback<never>) => callback(null);
  return {
    options: { maxItemSize: itemBytesMax },
    tableDb: {},
    getTable(name, isUsable, callback) {
      const answer = typeof isUsable === 'function' ? isUsable : callback;
      const found = catalog.find(name);
      if (found === undefined) answer?.(tableNotFound(isUsable === false ? name : undefined));
      else answer?.(null, found.description);
    },
    getItemDb: (name) => collection(name, itemPrefix),
    getIndexDb: (_type, name, indexName) => collection(name, (table) => indexPrefix(table, indexName)),
    deleteItemDb: (_name, callback) => nothing(callback),
    deleteTagDb: (_name, callback) => nothing(callback),
    deleteIndexDb: (_type, _name, _indexName, callback) => nothing(callback),
  };
}

/** Locks that one call holds, so that none stays where it fails. */
class HeldLocks implements CallLocks {
  readonly #locks: KeyLocks;
  readonly #held = new Set<string>();

  constructor(locks: KeyLocks) {
    this.#locks = locks;
  }

  acquire(key: string, run: () => void): void {
    this.#locks.acquire(key, () => {
      this.#held.add(key);
      run();
    });
  }

  release(key: string): void {
    if (this.#held.delete(key)) this.#locks.release(key);
  }

  releaseAll(): void {
    for (const key of [...this.#held]) this.release(key);
  }
}
