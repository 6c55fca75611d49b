import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkDirectory, lockDirectory, makeOwnFile, StoreRefused } from './directory.ts';
import { migrate } from './migrate.ts';
import { storageFailure } from './storage-failure.ts';
import type { WorkerSettings } from './wire.ts';

/** A worker's connection. Closing it lets go of the directory. */
export interface OpenDatabase {
  readonly connection: Database.Database;
  close(): void;
}

/** Told of a schema that is about to change, by its version and the one it comes to. */
export type OnMigration = (from: number, to: number) => void;

/** How long a connection waits for the other's lock, which is held only while the write-ahead log starts over. */
const busyTimeoutMilliseconds = 5_000;

/**
 * Opens the database that `settings` name; the writer locks the directory and brings the schema up to date.
 *
 * Throws StoreRefused.
 */
export function openDatabase(settings: WorkerSettings, onMigration?: OnMigration): OpenDatabase {
  const { directory, role } = settings;
  try {
    if (directory === undefined) return openInMemory();
    return role === 'writer' ? openToWrite(directory, onMigration) : openToRead(directory);
  } catch (error) {
    const reason = storageFailure(error, directory);
    throw reason === undefined ? error : new StoreRefused(reason);
  }
}

function openInMemory(): OpenDatabase {
  const connection = new Database(':memory:');
  migrate(connection);
  return { connection, close: () => connection.close() };
}

function openToWrite(directory: string, onMigration?: OnMigration): OpenDatabase {
  checkDirectory(directory);
  const lock = lockDirectory(directory);
  try {
    makeOwnFile(databaseFile(directory));
    const connection = new Database(databaseFile(directory), { timeout: busyTimeoutMilliseconds });
    try {
      configureWriter(connection);
      migrate(connection, onMigration);
    } catch (error) {
      connection.close();
      throw error;
    }
    const close = () => {
      connection.close();
      lock.close();
    };
    return { connection, close };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function openToRead(directory: string): OpenDatabase {
  const connection = new Database(databaseFile(directory), { timeout: busyTimeoutMilliseconds });
  connection.pragma('query_only = ON');
  connection.pragma('cache_size = -32768');
  return { connection, close: () => connection.close() };
}

function databaseFile(directory: string): string {
  return join(directory, 'stepwell.db');
}

/**
 * Pages of 4 KiB: larger ones are faster for bodies of many KiB, and cost twice the log where turns of many sleeping
 * executions touch a page each. No memory map, which would turn a failing disk into a SIGBUS.
 */
function configureWriter(connection: Database.Database): void {
  connection.pragma('page_size = 4096');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = OFF');
  connection.pragma('temp_store = MEMORY');
  // In KiB, and no more: where a table's pages were split, the commit searches the whole cache, which costs more than reading
  // pages from the system's cache does, however large the database is.
  connection.pragma('cache_size = -8192');
  // A larger transaction exceeds the cache rather than writing a page twice.
  connection.pragma('cache_spill = OFF');
  // In pages. A checkpoint holds up the commits behind it: a longer log gains no throughput, only slower ones.
  connection.pragma('wal_autocheckpoint = 1000');
  connection.pragma('journal_size_limit = 67108864');
}
