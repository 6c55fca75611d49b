import { AccessDeniedException, AwsError, ValidationException } from '../../../base/aws-error.ts';
import { BackupInProgress } from '../../../runtime/backups.ts';
import { operationOf } from '../typed-operation.ts';

interface CreateBackupInput {
  /** Of the file or folder to make; named after the time where it is absent. */
  readonly name?: string;
}

/** There is no backup; the message says why. */
export class BackupFailed extends AwsError {
  readonly code = 'BackupFailed';
}

/**
 * Has the server copy its data folder to the folder for backups on its own machine; answers once it is on disk.
 *
 * A backup holds the data of every account, so only principals of the account that the server was started with may make one.
 */
export const createBackup = operationOf<CreateBackupInput>('stepwell', {
  name: 'CreateBackup',
  permissions: (_, { caller, services }) => {
    const account = services.backups?.account;
    if (account !== undefined && account !== caller.place.account) {
      throw new AccessDeniedException(
        `Account ${caller.place.account} may not back this server up: a backup holds the data of every account, so account ${account} makes them`,
      );
    }
    return [{ action: 'stepwell:CreateBackup', resource: '*' }];
  },
  run: async ({ name }, { services }) => {
    const { backups, log } = services;
    if (backups === undefined) {
      throw new ValidationException('This server keeps everything in memory: there is nothing to back up');
    }
    try {
      const { path, takenAt, bytes } = await backups.create(name);
      log.info({ path, bytes }, 'made a backup');
      return { path, takenAt, bytes };
    } catch (error) {
      if (error instanceof BackupInProgress) throw error;
      log.error({ err: error }, 'could not make a backup');
      throw new BackupFailed(error instanceof Error ? error.message : String(error));
    }
  },
});
