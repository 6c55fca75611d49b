import { IncompleteBody } from './payload-errors.ts';

const nothing = Buffer.alloc(0);

/** Reads lines and runs of bytes from chunks that are cut anywhere. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = nothing;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What comes next, without waiting for more: at most `bytesMax` bytes, and at least one. Throws IncompleteBody. */
  async some(bytesMax: number): Promise<Buffer> {
    if (this.#rest.length === 0 && !(await this.#more())) throw new IncompleteBody();
    const taken = this.#rest.subarray(0, bytesMax);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** The text up to the next line end. Throws IncompleteBody where there is none within `bytesMax` bytes. */
  async line(bytesMax: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0 && end <= bytesMax) {
        const text = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return text;
      }
      // The end itself may be cut in two.
      if (end >= 0 || this.#rest.length > bytesMax + 1 || !(await this.#more())) throw new IncompleteBody();
    }
  }

  /** Whether nothing comes any more. */
  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more());
  }

  /** Lets go of the chunks. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return false;
      if (value.length === 0) continue;
      const chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      return true;
    }
  }
}
