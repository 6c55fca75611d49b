import { Stream } from 'node:stream';
import type { JsonObject } from '../base/json.ts';
import type { Database } from './database.ts';
import type { Callback, LevelRange, LevelSnapshot, LevelWrite } from './dynalite.ts';
import { dataPrefix, endOf, type Table } from './table-catalog.ts';

/** What one call of an action works on, in the shape that dynalite gives its own store. */
export interface TableStore {
  readonly options: { readonly maxItemSize: number };
  readonly tableDb: object;
  getTable(name: string, isUsable: boolean | Callback<JsonObject>, callback?: Callback<JsonObject>): void;
  getItemDb(tableName: string): Collection;
  getIndexDb(type: string, tableName: string, indexName: string): Collection;
  deleteItemDb(name: string, callback: Callback<never>): void;
  deleteTagDb(name: string, callback: Callback<never>): void;
  deleteIndexDb(type: string, name: string, indexName: string, callback: Callback<never>): void;
}

/** Items or entries of an index, by key. */
export interface Collection {
  lock(key: string, run: (release: Release) => void): void;
  get(key: string, callback: Callback<JsonObject>): void;
  put(key: string, value: JsonObject, callback: Callback<never>): void;
  del(key: string, callback: Callback<never>): void;
  createValueStream(range: LevelRange): Stream;
}

/** The locks that a call takes and lets go of. */
export interface CallLocks {
  acquire(key: string, run: () => void): void;
  release(key: string): void;
}

/** Wraps a callback so that the lock is let go of before it is called. */
type Release = <Value>(callback: Callback<Value>) => Callback<Value>;

export interface CollectionParts {
  readonly database: Database;
  /** Undefined where the locks are held already. */
  readonly locks: CallLocks | undefined;
  readonly write: (write: LevelWrite) => void;
  /** Whether items are read to be changed. */
  readonly isWriting: boolean;
  readonly snapshot: LevelSnapshot | undefined;
  /** Told of each item that was read. */
  readonly onRead: (item: JsonObject | undefined) => void;
  /** Takes what a callback throws: it would end the process otherwise. */
  readonly fail: (error: unknown) => void;
}

/** How many values a scan reads at a time. */
const valuesAtOnce = 128;

export function itemPrefix({ id }: Table): string {
  return dataPrefix(id, 'item');
}

export function indexPrefix({ id }: Table, indexName: string): string {
  return dataPrefix(id, `index~${indexName}`);
}

/** What stands under `prefix`. Nothing that is put here is on disk yet when its callback is called. */
export function collectionOf(prefix: string, parts: CollectionParts): Collection {
  const { database, locks, write, isWriting, snapshot, onRead, fail } = parts;
  return {
    lock(key, run) {
      if (locks === undefined) {
        run((callback) => callback);
        return;
      }
      const name = prefix + key;
      locks.acquire(name, () => {
        guard(fail, () =>
          run((callback) => (error, value) => {
            locks.release(name);
            callback(error, value);
          }),
        );
      });
    },
    get(key, callback) {
      const reading = isWriting ? database.getLatest(prefix + key) : database.get(prefix + key, snapshot);
      reading.then((value) => {
        onRead(value);
        guard(fail, () => callback(null, value));
      }, callback);
    },
    put(key, value, callback) {
      write({ type: 'put', key: prefix + key, value });
      callback(null);
    },
    del(key, callback) {
      write({ type: 'del', key: prefix + key });
      callback(null);
    },
    createValueStream: (range) => new ValueStream(database, withPrefix(range, prefix), fail),
  };
}

function withPrefix({ gt, gte, lt, lte, ...others }: LevelRange, prefix: string): LevelRange {
  const from = gt !== undefined ? { gt: prefix + gt } : { gte: prefix + (gte ?? '') };
  const toLast = lte !== undefined ? { lte: prefix + lte } : { lt: endOf(prefix) };
  return { ...others, ...from, ...(lt !== undefined ? { lt: prefix + lt } : toLast) };
}

/** Emits values until nobody wants more. Of the old kind of streams, which dynalite's lists take without buffers. */
class ValueStream extends Stream {
  #isDestroyed = false;

  constructor(database: Database, range: LevelRange, fail: (error: unknown) => void) {
    super();
    // Listeners come first.
    setImmediate(() => {
      this.#emitAll(database, range).catch(fail);
    });
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  async #emitAll(database: Database, range: LevelRange): Promise<void> {
    const values = database.values(range);
    try {
      while (!this.#isDestroyed) {
        const some = await values.nextv(valuesAtOnce);
        if (some.length === 0) break;
        for (const value of some) {
          if (this.#isDestroyed) return;
          this.emit('data', value);
        }
      }
      if (!this.#isDestroyed) this.emit('end');
    } finally {
      await values.close();
    }
  }
}

function guard(fail: (error: unknown) => void, run: () => void): void {
  try {
    run();
  } catch (error) {
    fail(error);
  }
}
