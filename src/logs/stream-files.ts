import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogFolder, fileNameOf } from '../runtime/execution-logging/log-folder.ts';
import type { LogGroup } from '../runtime/execution-logging/log-group.ts';
import type { LogEvent, LogSource } from './log-event.ts';
import { filesFor, logPath, namesOfLogs, readLines } from './read-lines.ts';

export interface WrittenEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** Events in files, one for each stream: `<folder>/<account>/<region>/<group>/<stream>.jsonl`. */
export interface StreamFiles {
  /** Is there once something was logged to the group. */
  folderOf(group: LogGroup): string;
  /** Settles once the events are written; `isDurable`, which is the default: once they are on disk. */
  append(
    group: LogGroup,
    streamName: string,
    events: readonly WrittenEvent[],
    options?: { readonly isDurable: boolean },
  ): Promise<void>;
  /** The streams that have events. */
  names(group: LogGroup): Promise<readonly string[]>;
  source(group: LogGroup, streamName: string): LogSource;
  /** When a stream's first and last events were, as far as their order tells. */
  times(group: LogGroup, streamName: string): Promise<StreamTimes | undefined>;
  removeStream(group: LogGroup, streamName: string): Promise<void>;
  removeGroup(group: LogGroup): Promise<void>;
  /** Settles once everything that was appended is written or has failed. */
  whenIdle(): Promise<void>;
}

export interface StreamTimes {
  readonly firstEventAt: number;
  readonly lastEventAt: number;
  readonly lastIngestedAt: number;
}

/** Bytes from the end of a file among which its last line is looked for. */
const tailBytes = 512 * 1024;

export function createStreamFiles(folder: string): StreamFiles {
  const files = createLogFolder(folder);
  /** The last of the writes to each file: they follow each other. */
  const writing = new Map<string, Promise<void>>();

  function folderOf({ account, region, name }: LogGroup): string {
    return join(folder, account, region, fileNameOf(name));
  }

  function pathOf(group: LogGroup, streamName: string): string {
    return logPath(folderOf(group), fileNameOf(streamName));
  }

  async function write(path: string, lines: string, isDurable: boolean): Promise<void> {
    await files.write(path, lines);
    if (!isDurable) return;
    const file = await open(path, 'r+');
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  return {
    folderOf,
    append(group, streamName, events, { isDurable } = { isDurable: true }) {
      const path = pathOf(group, streamName);
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      const before = writing.get(path) ?? Promise.resolve();
      const written = before.catch(() => {}).then(() => write(path, lines, isDurable));
      const settled = written
        .catch(() => {})
        .then(() => {
          if (writing.get(path) === settled) writing.delete(path);
        });
      writing.set(path, settled);
      return written;
    },
    names: (group) => namesOfLogs(folderOf(group)),
    source: (group, streamName) => ({
      streamName,
      read: () => readEvents(pathOf(group, streamName), streamName),
    }),
    async times(group, streamName) {
      const path = pathOf(group, streamName);
      const [oldest = path] = await filesFor(path);
      for await (const line of readLines(oldest)) {
        const first = parseEvent(line);
        if (first === undefined) continue;
        const last = (await lastEvent(path)) ?? first;
        return {
          firstEventAt: first.timestamp,
          lastEventAt: last.timestamp,
          lastIngestedAt: last.ingestionTime,
        };
      }
      return undefined;
    },
    async removeStream(group, streamName) {
      for (const path of await filesFor(pathOf(group, streamName))) await rm(path, { force: true });
    },
    removeGroup: (group) => rm(folderOf(group), { recursive: true, force: true }),
    async whenIdle() {
      while (writing.size > 0) await Promise.all(writing.values());
    },
  };
}

async function* readEvents(path: string, streamName: string): AsyncIterable<LogEvent> {
  let ordinal = 0;
  for (const file of await filesFor(path)) {
    for await (const line of readLines(file)) {
      ordinal += 1;
      const event = parseEvent(line);
      if (event !== undefined) yield { ...event, streamName, ordinal };
    }
  }
}

/** Undefined for a line that a crash left in part. */
function parseEvent(line: string): WrittenEvent | undefined {
  try {
    return JSON.parse(line) as WrittenEvent;
  } catch {
    return undefined;
  }
}

async function lastEvent(path: string): Promise<WrittenEvent | undefined> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => 0,
  );
  if (size === 0) return undefined;
  const tail = size <= tailBytes ? await readFile(path, 'utf8') : await readTail(path, size);
  for (const line of tail.split('\n').reverse()) {
    const event = line === '' ? undefined : parseEvent(line);
    if (event !== undefined) return event;
  }
  return undefined;
}

async function readTail(path: string, size: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, size - tailBytes);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
