/** The last bytes that were appended to it, as text. */
export interface LogTail {
  append(chunk: Buffer): void;
  /** What came since the last `take`, or the end of it. */
  take(): string;
}

export function createLogTail(bytesMax: number): LogTail {
  let chunks: Buffer[] = [];
  let bytes = 0;

  function append(chunk: Buffer): void {
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes - (chunks[0]?.length ?? 0) >= bytesMax) bytes -= chunks.shift()?.length ?? 0;
  }

  function take(): string {
    if (bytes === 0) return '';
    const text = lastBytes(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), bytesMax);
    chunks = [];
    bytes = 0;
    return text;
  }

  return { append, take };
}

/** The end of `text` that takes at most `bytesMax` bytes of UTF-8. */
export function lastBytesOf(text: string, bytesMax: number): string {
  return text.length * 3 <= bytesMax ? text : lastBytes(Buffer.from(text), bytesMax);
}

function lastBytes(bytes: Buffer, bytesMax: number): string {
  let start = Math.max(0, bytes.length - bytesMax);
  // A character that the cut runs through is left out whole.
  if (start > 0) while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString('utf8', start);
}
