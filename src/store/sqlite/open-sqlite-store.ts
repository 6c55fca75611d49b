import { resolve } from 'node:path';
import type { Store } from '../store.ts';
import type { WriteLoad } from '../write-load.ts';
import { executionStore } from './execution-store.ts';
import type { BatchObserver, Lane } from './lane.ts';
import { mapRunStore } from './map-run-store.ts';
import { messageStore } from './message-store.ts';
import { SqliteResourceStore } from './resource-store.ts';
import { StoreThread } from './store-thread.ts';

export interface SqliteStoreOptions {
  /** Where the database lives; it must exist. Undefined: in memory, for as long as the store is open. */
  readonly directory: string | undefined;
  /** Told when writing begins to fail, and when it works again. */
  readonly log?: (line: string) => void;
  /** Told each time that writing fails, why, and undefined once it works again. Must not throw. */
  readonly onOutage?: (reason: string | undefined) => void;
  /** Told of every group of writes that shared a transaction. */
  readonly onWritten?: BatchObserver;
  /** Kept up to date with what waits to be written. */
  readonly writeLoad?: WriteLoad;
}

/**
 * The store of a single node: a SQLite database in a directory that this process owns.
 *
 * A thread of its own writes: SQLite and the disk never hold up the event loop, and what is asked for while one
 * transaction is written shares the next. A second thread reads, so that a long read neither waits for commits nor
 * delays them; it sees all that was acknowledged before it was asked. In memory one thread does both.
 *
 * Rejects with an Error that tells the operator why the directory cannot be used.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { log = () => {}, onOutage, onWritten, writeLoad } = options;
  const directory = options.directory === undefined ? undefined : resolve(options.directory);
  const writer = await StoreThread.open(
    { role: 'writer', directory },
    { log, onOutage, onWritten, writeLoad },
  );
  const reader = directory === undefined ? undefined : await openReader(directory, writer, log);
  const longReads = reader?.reads ?? writer.reads;
  const close = async () => {
    // The last to close takes the write-ahead log back into the database, which only the writer may.
    await reader?.close();
    await writer.close();
  };
  let closed: Promise<void> | undefined;
  return storeOver({ writes: writer.writes, orderedReads: writer.reads, longReads }, () => {
    closed ??= close();
    return closed;
  });
}

/** The lanes to whoever has the database open. */
export interface StoreLanes {
  readonly writes: Lane;
  /** Answered in the order of the commits. */
  readonly orderedReads: Lane;
  readonly longReads: Lane;
}

export function storeOver(lanes: StoreLanes, close: () => Promise<void>): Store {
  return {
    executions: executionStore(lanes.writes, lanes.longReads),
    mapRuns: mapRunStore(lanes.writes, lanes.longReads),
    messages: messageStore(lanes.writes, lanes.longReads),
    resources: new SqliteResourceStore(lanes),
    shardCount: 1,
    close,
  };
}

async function openReader(directory: string, writer: StoreThread, log: (line: string) => void) {
  try {
    return await StoreThread.open({ role: 'reader', directory }, { log });
  } catch (error) {
    await writer.close();
    throw error;
  }
}
