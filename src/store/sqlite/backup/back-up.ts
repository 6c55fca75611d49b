import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { copyDatabase } from './copy-database.ts';
import { copyFailure } from './copy-failure.ts';
import { copyFolder } from './copy-folder.ts';
import { copyLevelFolder } from './copy-level-folder.ts';

/**
 * Copies a data folder while a server works with it, or none does: everything as it was at one moment, on disk when it is
 * done, and nothing half done under the name it was asked for. The tables of DynamoDB are a database of their own, and as of
 * a moment of their own, just after.
 *
 * The database is read through a connection of its own, beside the one that has the folder to itself: whoever reads holds up
 * nobody who writes. Function code needs no copy, since the database has the archives it is unpacked from.
 */

export interface BackupRequest {
  /** The data folder. */
  readonly directory: string;
  /** A folder that does not exist yet, or is empty; or a file ending in `.db`, to have the database alone. */
  readonly to: string;
  /** Whether to copy the records of executions and functions, too. */
  readonly withLogs?: boolean;
  /** Whether to leave out the room that deleted rows left. Takes several times as long. */
  readonly isCompact?: boolean;
}

export interface BackupProgress {
  readonly copiedBytes: number;
  readonly totalBytes: number;
}

export interface Backup {
  readonly path: string;
  /** The moment it shows, in epoch milliseconds. */
  readonly takenAt: number;
  readonly bytes: number;
}

/** Why there is no backup: a sentence for the operator. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** Kept in the data folder beside the database, where they are there: objects' bodies, and the tables of DynamoDB. */
const bodyFolder = 'objects';
const levelFolder = 'dynamodb';
const logFolders = ['logs', 'log-streams'];

/** Room that stays free on the target's disk, for a server may write to it as well. */
const freeBytesMin = 64 * 1024 * 1024;

/** Rejects with BackupRefused. */
export async function backUp(
  request: BackupRequest,
  onProgress: (progress: BackupProgress) => void = () => {},
): Promise<Backup> {
  const directory = resolve(request.directory);
  const path = resolve(request.to);
  const isFile = path.endsWith('.db');
  const databaseFile = join(directory, 'stepwell.db');
  const size = statSync(databaseFile, { throwIfNoEntry: false })?.size;
  if (size === undefined)
    throw new BackupRefused(`${directory} is no data folder: it has no stepwell.db. Name another.`);
  checkTarget(path);
  const staging = `${path}.partial`;
  await makeStaging(staging);
  try {
    checkRoom(staging, size);
    const copied = join(staging, 'stepwell.db');
    const folders = isFile ? [] : [bodyFolder, ...(request.withLogs === true ? logFolders : [])];
    const copyFolders = async () => {
      for (const folder of folders) await copyFolder(join(directory, folder), join(staging, folder));
    };
    // Before the database for what is deleted while it is copied, and after it began for what the database speaks of.
    await copyFolders();
    const onBegun = async () => {
      await copyFolders();
      if (!isFile) await copyLevelFolder(join(directory, levelFolder), join(staging, levelFolder));
    };
    const takenAt = await copyDatabase({
      from: databaseFile,
      to: copied,
      isCompact: request.isCompact === true,
      onBegun,
      onProgress,
    });
    const bytes = sizeOf(staging);
    syncFolder(staging);
    if (isFile) await moveFile(copied, path);
    else await rename(staging, path);
    syncFolder(dirname(path));
    return { path, takenAt, bytes };
  } catch (error) {
    const reason = copyFailure(error, { directory, path });
    throw reason === undefined ? error : new BackupRefused(reason);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function checkTarget(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const parent = statSync(dirname(path), { throwIfNoEntry: false });
    if (parent?.isDirectory() === true) return;
    throw new BackupRefused(`${dirname(path)} is no folder. Create it, or name another.`);
  }
  if (found.isDirectory() && !path.endsWith('.db') && readdirSync(path).length === 0) return;
  throw new BackupRefused(`${path} is there already, and a backup overwrites nothing. Name another.`);
}

/** Only its owner may read it: with the database comes the secret that every session is sealed with. */
async function makeStaging(staging: string): Promise<void> {
  try {
    await mkdir(staging, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new BackupRefused(
        `${staging} is there already: another backup is being written, or one was interrupted. Delete it if nobody writes it.`,
      );
    }
    throw new BackupRefused(`${dirname(staging)} cannot be written (${code}). Name another folder.`);
  }
}

function checkRoom(staging: string, size: number): void {
  const { bavail, bsize } = statfsSync(staging);
  const free = bavail * bsize;
  if (free >= size + freeBytesMin) return;
  throw new BackupRefused(
    `The disk that holds ${dirname(staging)} has ${inMegabytes(free)} left, and the backup needs ${inMegabytes(size + freeBytesMin)}. Free some space, or name another.`,
  );
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}

/** Unlike a rename, a link does not replace what came to be there meanwhile. */
async function moveFile(from: string, to: string): Promise<void> {
  await link(from, to);
  await rm(from);
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
