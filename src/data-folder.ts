/** What can be done with a data folder by itself: work in it, copy it, verify it. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckProgress, DataReport } from './runtime/check/check-data.ts';
import type { Backup, BackupProgress, BackupRequest } from './store/sqlite/backup/back-up.ts';

export interface DataFolder {
  readonly path: string;
  close(): void;
}

/** The folder at `directory`; where there is none, one that goes with the server, because functions need one. */
export function openDataFolder(directory: string | undefined): DataFolder {
  if (directory === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'stepwell-'));
    return { path, close: () => rmSync(path, { recursive: true, force: true }) };
  }
  // What is in it is as secret as the keys of every account.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return { path: directory, close: () => {} };
}

/** Copies a data folder. Rejects with an Error for the operator. */
export async function backUpData(
  request: BackupRequest,
  onProgress: (progress: BackupProgress) => void,
): Promise<Backup> {
  const { backUp } = await import('./store/sqlite/backup/back-up.ts');
  return backUp(request, onProgress);
}

/** Verifies a data folder. Rejects with an Error for the operator. */
export async function checkData(
  path: string,
  onProgress: (progress: CheckProgress) => void,
): Promise<DataReport> {
  const check = await import('./runtime/check/check-data.ts');
  return check.checkData(path, onProgress);
}
