import Database from 'better-sqlite3';

/**
 * What the operator must know about `error`, or undefined where it is no failure of the disk or the database but of a
 * single request, and so our own.
 */
export function storageFailure(error: unknown, directory: string | undefined): string | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  const place = directory ?? 'memory';
  // Extended codes begin with the one they refine: SQLITE_IOERR_FSYNC.
  const [, kind = ''] = error.code.split('_');
  switch (kind) {
    case 'CONSTRAINT':
    case 'TOOBIG':
    case 'MISMATCH':
    case 'RANGE':
    case 'ERROR':
      return undefined;
    case 'FULL':
      return `The disk that holds ${place} is full. Free some space: the store goes on by itself.`;
    case 'READONLY':
    case 'PERM':
    case 'AUTH':
      return `${place} cannot be written (${error.code}). Make the directory and its files writable again.`;
    case 'IOERR':
      return `The disk that holds ${place} failed (${error.code}). Check the disk and its file system.`;
    case 'CANTOPEN':
      return `The database in ${place} cannot be opened (${error.code}). Is the directory still there and writable?`;
    case 'BUSY':
    case 'LOCKED':
    case 'PROTOCOL':
      return `Another program has locked the database in ${place} (${error.code}). Close it: the store goes on by itself.`;
    case 'CORRUPT':
    case 'NOTADB':
      return `The database in ${place} is damaged (${error.code}). Restore it from a backup.`;
    case 'NOMEM':
      return `There is not enough memory for the database in ${place}.`;
    default:
      return `The database in ${place} failed: ${error.code}, ${error.message}.`;
  }
}
