import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Bytes of one line that is kept; what is longer was never written by this server. */
const lineBytesMax = 4 * 1024 * 1024;

/** The lines of a file, without their ends; the last one may not be whole yet. None where there is no file. */
export async function* readLines(path: string): AsyncIterable<string> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const bytes = chunk as Buffer;
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        const line = bytes.subarray(start, end);
        yield restBytes === 0 ? line.toString() : Buffer.concat([...rest, line]).toString();
        rest = [];
        restBytes = 0;
        start = end + 1;
      }
      if (start < bytes.length && restBytes < lineBytesMax) {
        rest.push(bytes.subarray(start));
        restBytes += bytes.length - start;
      }
    }
    if (restBytes > 0) yield Buffer.concat(rest).toString();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** A file and those that were moved out of its way (`….jsonl.2`, `….jsonl.1`), the oldest first. */
export async function filesFor(path: string): Promise<readonly string[]> {
  const name = basename(path);
  const numbers = (await namesIn(dirname(path))).flatMap((other) => {
    const [, number] = other.startsWith(`${name}.`) ? (/\.(\d+)$/.exec(other) ?? []) : [];
    return number === undefined ? [] : [Number(number)];
  });
  const earlier = numbers.sort((left, right) => right - left).map((number) => `${path}.${number}`);
  return [...earlier, path];
}

/** The names in a folder. None where it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The names that files of a folder stand for, each once: `….jsonl` decoded. */
export async function namesOfLogs(folder: string): Promise<readonly string[]> {
  const encoded = (await namesIn(folder)).flatMap((file) => /^(.*)\.jsonl(?:\.\d+)?$/.exec(file)?.[1] ?? []);
  return [...new Set(encoded)].flatMap((name) => {
    try {
      const decoded = decodeURIComponent(name);
      return [decoded];
    } catch {
      return [];
    }
  });
}

export function logPath(folder: string, fileName: string): string {
  return join(folder, `${fileName}.jsonl`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
