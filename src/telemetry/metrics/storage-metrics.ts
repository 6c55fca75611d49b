import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RetentionTally } from '../../runtime/retention/retention.ts';
import type { Sample, TalliedMetric } from './tallied-metric.ts';

export interface WatchedStorage {
  readonly retention: RetentionTally;
  /** Undefined where everything is kept in memory. */
  readonly dataDirectory: string | undefined;
}

/** How much is kept, how much room there is for more, and what was deleted because its time was over. */
export function storageMetrics(watched: () => WatchedStorage | undefined): readonly TalliedMetric[] {
  const tally = (read: (retention: RetentionTally) => number | undefined) => () => {
    const retention = watched()?.retention;
    return sample(retention === undefined ? undefined : read(retention));
  };
  const folder = (read: (folder: string) => number | undefined) => () => {
    const directory = watched()?.dataDirectory;
    return sample(directory === undefined ? undefined : read(directory));
  };
  return [
    {
      name: 'stepwell_executions_purged_total',
      help: 'Executions deleted because they ended longer ago than they are kept.',
      type: 'counter',
      read: tally(({ executions }) => executions),
    },
    {
      name: 'stepwell_turns_purged_total',
      help: 'Turns of those executions, which are rows of the log.',
      type: 'counter',
      read: tally(({ turns }) => turns),
    },
    {
      name: 'stepwell_oldest_execution_start_seconds',
      help: 'When the oldest execution that is kept started, in seconds since 1970; looked up every hour.',
      type: 'gauge',
      read: tally(({ oldestStartedAt }) =>
        oldestStartedAt === undefined ? undefined : oldestStartedAt / 1000,
      ),
    },
    {
      name: 'stepwell_database_bytes',
      help: 'Size of the database file; what is deleted leaves room in it for what comes.',
      type: 'gauge',
      read: folder((directory) => sizeOf(join(directory, 'stepwell.db'))),
    },
    {
      name: 'stepwell_write_ahead_log_bytes',
      help: 'Size of the write-ahead log, which grows while somebody reads the database for long.',
      type: 'gauge',
      read: folder((directory) => sizeOf(join(directory, 'stepwell.db-wal'))),
    },
    {
      name: 'stepwell_disk_free_bytes',
      help: 'Room left on the disk that holds the data folder.',
      type: 'gauge',
      read: folder(freeBytes),
    },
  ];
}

function sample(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

/** The file is asked about and never opened: closing it would end the locks that this process's database holds on it. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function freeBytes(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    // A disk that is gone has no number; readiness tells of it.
    return undefined;
  }
}
