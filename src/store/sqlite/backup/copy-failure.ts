import Database from 'better-sqlite3';
import { NeverAtRest } from './copy-level-folder.ts';

/** What the operator must know about `error`, or undefined where it is our own. */
export function copyFailure(
  error: unknown,
  { directory, path }: { readonly directory: string; readonly path: string },
): string | undefined {
  if (error instanceof NeverAtRest) return `${error.message}: try again when less is written to its tables.`;
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const kind = code.startsWith('SQLITE_') ? code.split('_')[1] : code;
  switch (kind) {
    case 'FULL':
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk became full before ${path} was complete, so nothing is left of it. Free some space, or name another.`;
    case 'EEXIST':
    case 'ENOTEMPTY':
      return `${path} came to be there while the backup was written, and a backup overwrites nothing. Name another.`;
    case 'CORRUPT':
    case 'NOTADB':
      return `The database in ${directory} is damaged (${code}), so there is nothing to back up. Restore it from an earlier backup.`;
    case 'BUSY':
    case 'LOCKED':
      return `Another program keeps the database in ${directory} locked (${code}). Try again once it is done.`;
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'READONLY':
    case 'CANTOPEN':
      return `${directory} cannot be read, or ${path} cannot be written, by this user (${code}).`;
    case 'EIO':
    case 'IOERR':
      return `A disk failed while ${directory} was copied to ${path} (${code}). Check the disks and their file systems.`;
    case 'ERROR':
      return error instanceof Error && error.message.includes('no such table')
        ? `The database in ${directory} is not Stepwell's.`
        : undefined;
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Database.SqliteError) return error.code;
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
