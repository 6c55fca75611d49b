import type { BackupResult } from './command.ts';
import { callOwnApi } from './own-api.ts';

export interface BackupQuestion {
  readonly endpoint: string;
  readonly name?: string;
  /** The account that the server was started with. */
  readonly account: string;
  readonly region: string;
}

/** Has a server make a backup. Rejects with the server's words where it does not. */
export async function createBackup({
  endpoint,
  name,
  account,
  region,
}: BackupQuestion): Promise<BackupResult> {
  const answer = await callOwnApi({
    endpoint,
    account,
    region,
    action: 'CreateBackup',
    input: name === undefined ? {} : { name },
  });
  return { path: String(answer.path), takenAt: Number(answer.takenAt) * 1000, bytes: Number(answer.bytes) };
}
