import { createHash } from 'node:crypto';
import { appendFile, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import type { LogGroup } from './log-group.ts';
import type { RecordSink } from './record-queue.ts';

/** Bytes of a file; the records after them begin another. */
const fileBytesMax = 64 * 1024 * 1024;
/** Earlier files kept of each log group, as `….jsonl.1` (the latest) and so on. */
const earlierFilesMax = 5;
/** Letters of a file's name before its extension: file systems take 255 in all. */
const nameLengthMax = 200;
/** Files remembered to end with a whole line. */
const wholeFilesKept = 1_000;

export interface LogFolderOptions {
  readonly fileBytesMax?: number;
  readonly earlierFilesMax?: number;
}

/**
 * A file of JSON lines per log group: `<folder>/<account>/<region>/<log group>.jsonl`.
 *
 * A file is opened for each write, so that anybody may move it or remove it at any time.
 */
export function createLogFolder(folder: string, options: LogFolderOptions = {}): RecordSink {
  const bytesMax = options.fileBytesMax ?? fileBytesMax;
  const filesMax = options.earlierFilesMax ?? earlierFilesMax;
  const whole = new LeastRecentlyUsed<string, true>(wholeFilesKept);

  async function write(path: string, lines: string): Promise<void> {
    const size = await sizeOf(path);
    const isFollowed = size > 0 && size + Buffer.byteLength(lines) > bytesMax;
    if (size === 0) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (isFollowed) await makeWay(path, filesMax);
    const isTorn = size > 0 && !isFollowed && whole.get(path) === undefined && !(await endsWithLine(path));
    // A write that fails may leave part of a line.
    whole.delete(path);
    await appendFile(path, isTorn ? `\n${lines}` : lines);
    whole.set(path, true);
  }

  return {
    destinationOf: ({ account, region, name }: LogGroup) =>
      join(folder, account, region, `${fileNameOf(name)}.jsonl`),
    write,
  };
}

/** `name` as it may stand in a path: without a `/`, not hidden, and not too long for a file system. */
export function fileNameOf(name: string): string {
  const encoded = encodeURIComponent(name).replace(/^\./, '%2E');
  if (encoded.length <= nameLengthMax) return encoded;
  const digest = createHash('sha256').update(name).digest('hex');
  return `${encoded.slice(0, nameLengthMax - digest.length - 1)}-${digest}`;
}

/** 0 where there is no file. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Moves the file and those before it one number on; the last one is overwritten. */
async function makeWay(path: string, filesMax: number): Promise<void> {
  for (let number = filesMax; number > 1; number -= 1) {
    await renameExisting(`${path}.${number - 1}`, `${path}.${number}`);
  }
  await renameExisting(path, `${path}.1`);
}

async function renameExisting(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function endsWithLine(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return bytesRead === 0 || buffer[0] === 0x0a;
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
