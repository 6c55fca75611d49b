import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '../base/arn.ts';
import { fileNameOf } from '../runtime/execution-logging/log-folder.ts';
import type { LogGroup } from '../runtime/execution-logging/log-group.ts';
import { executionRecords, executionStreams, findExecutionStream } from './execution-streams.ts';
import type { LogSource } from './log-event.ts';
import { filesFor, logPath, namesIn, namesOfLogs } from './read-lines.ts';
import { createStreamFiles, type StreamFiles } from './stream-files.ts';

/**
 * What log groups hold, in files: the events that were put into streams, and what executions logged, where the runtime
 * wrote it. Nothing is kept twice, and a group that somebody logs to is there without having been created.
 */
export interface LogStore {
  readonly streams: StreamFiles;
  /** The groups of an account and region that have anything. */
  groupNames(place: Pick<Place, 'account' | 'region'>): Promise<readonly string[]>;
  /** Since when the group has anything; undefined where it has nothing. */
  presentSince(group: LogGroup): Promise<number | undefined>;
  /** The streams that have events. */
  streamsOf(group: LogGroup): Promise<readonly LogStreamFacts[]>;
  /** The stream of a state machine, by its name; undefined where the name is no such one's. */
  findExecutionStream(group: LogGroup, streamName: string): LogSource | undefined;
  /** All that the group holds. */
  sourcesOf(group: LogGroup): Promise<readonly LogSource[]>;
  /** Where the processes of jobs write. */
  readonly jobFolder: string;
  remove(group: LogGroup): Promise<void>;
}

export interface LogStreamFacts {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
  readonly source: LogSource;
}

export interface LogStoreFolders {
  readonly streams: string;
  /** Undefined where executions log elsewhere, or not at all. */
  readonly executions: string | undefined;
  readonly jobs: string;
}

export function createLogStore({ streams: folder, executions, jobs }: LogStoreFolders): LogStore {
  const streams = createStreamFiles(folder);

  async function executionFiles({ account, region, name }: LogGroup): Promise<readonly string[]> {
    if (executions === undefined) return [];
    const path = join(executions, account, region);
    const wanted = logPath(path, fileNameOf(name));
    const present = new Set((await namesIn(path)).map((file) => join(path, file)));
    return (await filesFor(wanted)).filter((file) => present.has(file));
  }

  async function fileStreams(group: LogGroup): Promise<readonly LogStreamFacts[]> {
    const names = await streams.names(group);
    return Promise.all(
      names.map(async (name) => {
        const times = await streams.times(group, name);
        const source = streams.source(group, name);
        return { name, createdAt: times?.firstEventAt ?? 0, ...times, source };
      }),
    );
  }

  return {
    streams,
    jobFolder: jobs,
    async groupNames({ account, region }) {
      const folders = (await namesIn(join(folder, account, region))).map(decoded);
      const files = executions === undefined ? [] : await namesOfLogs(join(executions, account, region));
      return [...new Set([...folders, ...files])];
    },
    async presentSince(group) {
      const [oldest] = await executionFiles(group);
      const times = await Promise.all([streams.folderOf(group), oldest].map(bornAt));
      const known = times.filter((time) => time !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    async streamsOf(group) {
      const logged = executions === undefined ? [] : await executionStreams(executions, group);
      return [...(await fileStreams(group)), ...logged];
    },
    findExecutionStream: (group, streamName) =>
      executions === undefined ? undefined : findExecutionStream(executions, group, streamName),
    async sourcesOf(group) {
      const names = await streams.names(group);
      const stored = names.map((name) => streams.source(group, name));
      return executions === undefined ? stored : [...stored, executionRecords(executions, group)];
    },
    async remove(group) {
      await streams.removeGroup(group);
      for (const file of await executionFiles(group)) await rm(file, { force: true });
    },
  };
}

async function bornAt(path: string | undefined): Promise<number | undefined> {
  if (path === undefined) return undefined;
  return stat(path).then(
    ({ birthtimeMs }) => Math.round(birthtimeMs),
    () => undefined,
  );
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
