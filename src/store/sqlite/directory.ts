import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Why the store does not open: a sentence for the operator. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** Throws StoreRefused unless `directory` is one we may write to. */
export function checkDirectory(directory: string): void {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new StoreRefused(`The data directory ${directory} does not exist. Create it, or name another.`);
  }
  if (!found.isDirectory())
    throw new StoreRefused(`${directory} should be the data directory, and is a file.`);
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const isReadOnly = (error as NodeJS.ErrnoException).code === 'EROFS';
    const reason = isReadOnly ? 'its file system is read-only' : 'this user lacks the permission';
    throw new StoreRefused(`The data directory ${directory} cannot be written: ${reason}.`);
  }
}

/**
 * Makes the file where there is none, for this user alone: SQLite would let others read it, and its log has the same
 * mode. One that exists is never opened: closing it again would drop the locks this process has on it.
 */
export function makeOwnFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It exists, or SQLite will say what is wrong with it, in words for the operator.
  }
}

/**
 * Keeps every other process, and every other store of this one, out of `directory` until the connection it returns is
 * closed. The operating system lets go of the lock with the process, however that ends.
 */
export function lockDirectory(directory: string): Database.Database {
  const file = join(directory, 'lock.db');
  makeOwnFile(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    throw new StoreRefused(
      `The data directory ${directory} is in use by another process. Stop it, or name another directory.`,
    );
  }
  return lock;
}
