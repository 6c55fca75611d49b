import { constants, setPriority } from 'node:os';
import { Option } from 'commander';
import type { AddCommand, BackupResult } from '../command.ts';
import { counted } from '../counted.ts';
import { orExplain } from '../serve.ts';

interface BackupOptions {
  readonly data?: string;
  readonly to?: string;
  readonly logs?: boolean;
  readonly compact?: boolean;
  readonly endpoint?: string;
  readonly name?: string;
  readonly account: string;
  readonly region: string;
}

/** Between two lines of progress. */
const progressMilliseconds = 1_000;

export const backup: AddCommand = (program, { backUp, place }) => {
  program
    .command('backup')
    .description(
      'Copy a data folder as it is at one moment, whether a server works with it or not; or have a server copy its own. Nothing is ever overwritten.',
    )
    .option('--data <folder>', 'data folder on this machine')
    .option(
      '--to <path>',
      'folder to make, for stepwell start --data; or a file ending in .db, for the database alone',
    )
    .option('--logs', 'copy the logs of executions and functions, too')
    .option('--compact', 'leave out the room that deleted rows left; takes several times as long')
    .addOption(
      new Option('--endpoint <url>', 'server to ask instead, for a backup on its own machine').conflicts([
        'data',
        'to',
        'logs',
        'compact',
      ]),
    )
    .option('--name <name>', 'what that server is to call it (default: by the time)')
    .option('--account <id>', 'account that the server was started with', place.account)
    .option('--region <region>', 'region to ask in', place.region)
    .action(async ({ data, to, logs = false, compact = false, endpoint, ...asked }: BackupOptions) => {
      if (endpoint !== undefined) {
        // Only this needs the SDK, which takes a while to load.
        const { createBackup } = await import('../create-backup.ts');
        console.error(`asking ${endpoint} for a backup`);
        tell(await orExplain(() => createBackup({ ...asked, endpoint })));
        return;
      }
      if (data === undefined || to === undefined) {
        return program.error(
          'error: Say which folder to copy and where: --data FOLDER --to PATH; or name a server with --endpoint.',
        );
      }
      // A server on the same machine goes first.
      setPriority(constants.priority.PRIORITY_LOW);
      let toldAt = performance.now();
      tell(
        await orExplain(() =>
          backUp(
            { directory: data, to, withLogs: logs, isCompact: compact },
            ({ copiedBytes, totalBytes }) => {
              if (performance.now() < toldAt + progressMilliseconds) return;
              toldAt = performance.now();
              console.error(
                `${Math.floor((copiedBytes / totalBytes) * 100)} % of ${inMegabytes(totalBytes)} copied`,
              );
            },
          ),
        ),
      );
    });
};

function tell({ path, takenAt, bytes }: BackupResult): void {
  console.log(`${path}: ${counted(bytes, 'byte')}, as of ${new Date(takenAt).toISOString()}`);
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}
