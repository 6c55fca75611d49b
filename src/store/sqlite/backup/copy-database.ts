import { closeSync, fchmodSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { BackupProgress } from './back-up.ts';

export interface DatabaseCopy {
  readonly from: string;
  /** Does not exist yet. */
  readonly to: string;
  readonly isCompact: boolean;
  /** Called once the moment that the copy shows has come. */
  readonly onBegun: () => Promise<void>;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** 1 MiB: what is copied in one go. */
const pagesPerStep = 256;
const pageBytes = 4096;
/** What is copied before it is brought to disk, so that others who wait for the same disk do not wait for all of it. */
const stepsPerSync = 4;
/** How long the database may be locked by others before the copy is given up. */
const busyTimeoutMilliseconds = 30_000;

/** Copies a database that others may write to. Resolves with the moment it shows, in epoch milliseconds. */
export async function copyDatabase(copy: DatabaseCopy): Promise<number> {
  const source = new Database(copy.from, { fileMustExist: true, timeout: busyTimeoutMilliseconds });
  try {
    const takenAt = copy.isCompact ? await copyCompactly(source, copy) : await copyPages(source, copy);
    finishCopy(copy.to);
    return takenAt;
  } finally {
    source.close();
  }
}

async function copyPages(
  source: Database.Database,
  { to, onBegun, onProgress }: DatabaseCopy,
): Promise<number> {
  // A transaction that is open all the while makes one moment of it, and keeps the copying from starting over.
  source.exec('BEGIN');
  source.prepare('SELECT max(version) FROM schema_version').get();
  const takenAt = Date.now();
  closeSync(openSync(to, 'wx', 0o600));
  const descriptor = openSync(to, 'r+');
  try {
    await onBegun();
    let steps = 0;
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        steps += 1;
        if (steps % stepsPerSync === 0) fdatasyncSync(descriptor);
        onProgress({
          copiedBytes: (totalPages - remainingPages) * pageBytes,
          totalBytes: totalPages * pageBytes,
        });
        return pagesPerStep;
      },
    });
  } finally {
    closeSync(descriptor);
  }
  source.exec('COMMIT');
  // What was written meanwhile had to stay in the write-ahead log. Bringing it to the database here spares the server a
  // commit that takes as long as that.
  source.pragma('wal_checkpoint(PASSIVE)');
  return takenAt;
}

async function copyCompactly(source: Database.Database, { to, onBegun }: DatabaseCopy): Promise<number> {
  const takenAt = Date.now();
  source.prepare('VACUUM INTO ?').run(to);
  await onBegun();
  source.pragma('wal_checkpoint(PASSIVE)');
  return takenAt;
}

/** Makes one file of the copy that needs no other beside it, whole and on disk. */
function finishCopy(to: string): void {
  const copied = new Database(to, { fileMustExist: true });
  copied.pragma('journal_mode = DELETE');
  copied.close();
  const descriptor = openSync(to, 'r+');
  try {
    fchmodSync(descriptor, 0o600);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
