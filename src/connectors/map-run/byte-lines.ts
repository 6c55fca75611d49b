import { itemBytesMax, itemTooLarge } from './item-run.ts';
import type { StoredObject } from './stored-object.ts';

const newline = 0x0a;

/** The lines of `chunks` that are not blank, without their ends, gathered by chunk. */
export async function* lineRuns(
  chunks: AsyncIterable<Uint8Array>,
  { url }: Pick<StoredObject, 'url'>,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, end);
      const line = pending.length === 0 ? part : Buffer.concat([...pending, part]);
      if (pending.length > 0) pending = [];
      pendingBytes = 0;
      from = end + 1;
      if (line.length > itemBytesMax) throw itemTooLarge(url);
      if (!isBlank(line)) lines.push(line);
    }
    if (from < chunk.length) {
      pending.push(chunk.subarray(from));
      pendingBytes += chunk.length - from;
      if (pendingBytes > itemBytesMax) throw itemTooLarge(url);
    }
    if (lines.length > 0) yield lines;
  }
  const last = Buffer.concat(pending);
  if (!isBlank(last)) yield [last];
}

function isBlank(line: Uint8Array): boolean {
  for (const byte of line) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

/** UTF-8, without a byte order mark. */
export function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
