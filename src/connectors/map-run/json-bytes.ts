import { createValueEnd, isSpace } from './json-elements.ts';

/** A JSON text that comes in chunks, read value by value. */
export interface JsonBytes {
  /** The next byte that is no white space, which is not passed; -1 at the end. */
  peek(): Promise<number>;
  /** Passes the byte that `peek` gave. */
  pass(): void;
  /** Passes a value and gives its text; undefined where more than `positionMax` bytes were passed before its end. */
  readValue(positionMax: number): Promise<Uint8Array | undefined>;
  /** Passes a value; false where more than `positionMax` bytes were passed before its end. */
  skipValue(positionMax: number): Promise<boolean>;
  /** How many bytes were passed. */
  readonly position: number;
  /** What is not passed, in chunks. */
  rest(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

export function createJsonBytes(chunks: AsyncIterable<Uint8Array>): JsonBytes {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  let passedChunks = 0;

  async function nextChunk(): Promise<boolean> {
    const { done, value } = await iterator.next();
    if (done === true) return false;
    passedChunks += chunk.length;
    chunk = value;
    at = 0;
    return true;
  }

  async function passValue(positionMax: number, parts: Uint8Array[] | undefined): Promise<boolean> {
    const end = createValueEnd();
    for (;;) {
      const found = end.find(chunk, at);
      const to = found === -1 ? chunk.length : found;
      parts?.push(chunk.subarray(at, to));
      at = to;
      if (passedChunks + at > positionMax) return false;
      if (found !== -1 || !(await nextChunk())) return true;
    }
  }

  return {
    async peek() {
      for (;;) {
        while (at < chunk.length && isSpace(chunk[at] as number)) at += 1;
        if (at < chunk.length) return chunk[at] as number;
        if (!(await nextChunk())) return -1;
      }
    },
    pass() {
      at += 1;
    },
    async readValue(positionMax) {
      const parts: Uint8Array[] = [];
      return (await passValue(positionMax, parts)) ? Buffer.concat(parts) : undefined;
    },
    skipValue: (positionMax) => passValue(positionMax, undefined),
    get position() {
      return passedChunks + at;
    },
    async *rest() {
      if (at < chunk.length) yield chunk.subarray(at);
      while (await nextChunk()) yield chunk;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
