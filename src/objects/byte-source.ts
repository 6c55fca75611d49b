/** Bytes that are taken once, piece by piece, so that nobody holds all of them. */
export interface ByteSource {
  /** How many there are. */
  readonly length: number;
  /** Takes the bytes. Whoever stops early lets go of what holds them by ending the iteration. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Lets go of what holds the bytes, where nobody takes them. */
  discard(): void;
}

export function bytesOf(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    async *chunks() {
      if (bytes.length > 0) yield bytes;
    },
    discard: () => {},
  };
}

export const noBytes: ByteSource = bytesOf(new Uint8Array(0));

/** The bytes of `source` in one piece; of more than `bytesMax`, a beginning that is longer than that. */
export async function readBytes(source: Pick<ByteSource, 'chunks'>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > bytesMax) break;
  }
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined)
    return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  return Buffer.concat(chunks);
}
