import { join, resolve } from 'node:path';
import { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Backup, BackupRequest } from '../store/sqlite/backup/back-up.ts';

/** Backups that a running server makes of its own data folder, into one folder of the machine it runs on. */
export interface Backups {
  /** Whose principals may ask for one, since it holds the data of every account. */
  readonly account: string;
  /**
   * Named after the time where no name is given. Throws BackupInProgress while one is being made, and rejects with an Error
   * that says why it could not be made.
   */
  create(name: string | undefined): Promise<Backup>;
}

export interface BackupsParts {
  readonly directory: string;
  /** Where backups are put; made if it is not there. */
  readonly folder: string;
  readonly account: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly backUp: (request: BackupRequest) => Promise<Backup>;
  readonly makeFolder: (folder: string) => Promise<unknown>;
}

export class BackupInProgress extends AwsError {
  readonly code = 'BackupInProgress';

  constructor() {
    super('A backup is being made already');
  }
}

export function createBackups({ directory, folder, account, clock, ...parts }: BackupsParts): Backups {
  let isUnderWay = false;
  return {
    account,
    async create(name = nameAt(clock.now())) {
      if (isUnderWay) throw new BackupInProgress();
      isUnderWay = true;
      try {
        await parts.makeFolder(resolve(folder));
        return await parts.backUp({ directory, to: join(resolve(folder), name) });
      } finally {
        isUnderWay = false;
      }
    },
  };
}

/** `stepwell-20260115T120000Z`. */
function nameAt(at: number): string {
  return `stepwell-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}
