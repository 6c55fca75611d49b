/** The next bytes of a file: looked at, or passed over. A file may end where a frame may start. */
interface Step {
  readonly bytes: number;
  readonly isLook: boolean;
  readonly isStart: boolean;
}

const start: Step = { bytes: 4, isLook: true, isStart: true };
const look = (bytes: number): Step => ({ bytes, isLook: true, isStart: false });
const pass = (bytes: number): Step => ({ bytes, isLook: false, isStart: false });

const aByte = look(1);
const blockHead = look(3);
const skippableSize = look(4);

const frameMagic = 0xfd2fb528;
const skippableMagics = { first: 0x184d2a50, last: 0x184d2a5f };
const dictionaryIdBytes = [0, 1, 2, 4];
const contentSizeBytes = [0, 2, 4, 8];
const checksumBytes = 4;
const runLengthBlock = 1;
const reservedBlock = 3;

/**
 * Follows a zstd file from frame to frame by the sizes it states, without decompressing it.
 *
 * Source: RFC 8878, section 3.1.
 */
export class ZstdFrames {
  /** What the frames so far say they decompress to, together; undefined where one does not say. */
  contentSize: number | undefined = 0;
  readonly #steps = this.#walk();
  #step = this.#steps.next(0).value;
  #left = this.#step.bytes;
  /** Of the bytes to look at, the number that those which came are, and what the next one counts. */
  #seen = 0;
  #scale = 1;

  /** Whether the file may end here. */
  get isBetween(): boolean {
    return this.#step.isStart && this.#left === this.#step.bytes;
  }

  /**
   * Where frames end in `chunk`, the next bytes of the file, each as the offset behind it.
   *
   * Throws where a frame should start and none does.
   */
  take(chunk: Uint8Array): readonly number[] {
    const ends: number[] = [];
    for (let offset = 0; offset < chunk.length; ) {
      const taken = Math.min(this.#left, chunk.length - offset);
      if (this.#step.isLook) this.#look(chunk, offset, offset + taken);
      this.#left -= taken;
      offset += taken;
      while (this.#left === 0) {
        this.#goOn();
        if (this.#step.isStart) ends.push(offset);
      }
    }
    return ends;
  }

  /** Numbers are little-endian. */
  #look(chunk: Uint8Array, begin: number, end: number): void {
    for (let offset = begin; offset < end; offset += 1) {
      this.#seen += (chunk[offset] as number) * this.#scale;
      this.#scale *= 256;
    }
  }

  #goOn(): void {
    this.#step = this.#steps.next(this.#seen).value;
    this.#left = this.#step.bytes;
    this.#seen = 0;
    this.#scale = 1;
  }

  /** Is handed the number that the bytes of a step are which looks. */
  *#walk(): Generator<Step, never, number> {
    for (;;) {
      const magic = yield start;
      if (magic >= skippableMagics.first && magic <= skippableMagics.last) {
        yield pass(yield skippableSize);
        continue;
      }
      if (magic !== frameMagic) throw new Error('a zstd frame should start and does not');
      const descriptor = yield aByte;
      yield* this.#walkHeader(descriptor);
      for (let isLast = false; !isLast; ) {
        const block = yield blockHead;
        const type = (block >> 1) & 3;
        if (type === reservedBlock) throw new Error('a zstd block has a reserved type');
        yield pass(type === runLengthBlock ? 1 : block >> 3);
        isLast = (block & 1) === 1;
      }
      const hasChecksum = (descriptor & 0x04) !== 0;
      if (hasChecksum) yield pass(checksumBytes);
    }
  }

  *#walkHeader(descriptor: number): Generator<Step, void, number> {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const windowBytes = isSingleSegment ? 0 : 1;
    yield pass(windowBytes + (dictionaryIdBytes[descriptor & 3] ?? 0));
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
    const stated = yield look(sizeBytes);
    if (sizeBytes === 0 || this.contentSize === undefined) this.contentSize = undefined;
    // Two bytes count from where one byte ends.
    else this.contentSize += sizeBytes === 2 ? stated + 256 : stated;
  }
}

/**
 * The bytes of a zstd file in pieces that none has bytes of two frames. The decompressor of Node.js 22 and 24 drops
 * what follows the end of a frame in one write, and takes a file that is cut off for a whole one.
 *
 * Throws where the file is cut off. Source: nodejs/node issues 64741 and 64592.
 */
export async function* piecesOfFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const frames = new ZstdFrames();
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; offset += pieceBytesMax) {
      const part = chunk.subarray(offset, offset + pieceBytesMax);
      let begin = 0;
      for (const end of [...frames.take(part), part.length]) {
        if (end > begin) yield part.subarray(begin, end);
        begin = end;
      }
    }
  }
  if (!frames.isBetween) throw new Error(cutOff);
}

/** What is followed at once: a file may have a block in every three bytes, and others wait meanwhile. */
const pieceBytesMax = 256 * 1024;

/** As Node.js says it of gzip. */
export const cutOff = 'unexpected end of file';
