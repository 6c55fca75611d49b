/** Bytes that a step takes at once: one table each. */
const lanes = 8;

/** The reflected polynomial of CRC-64/NVME, in two halves. Source: NVM Express, "NVM Command Set Specification". */
const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;

/** A CRC of 64 bits under way: JavaScript computes on 32 of them at a time. */
export class Crc64Nvme {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    let index = 0;
    const stepsEnd = bytes.length - (bytes.length % lanes);
    for (; index < stepsEnd; index += lanes) {
      const first = low ^ wordAt(bytes, index);
      const second = high ^ wordAt(bytes, index + 4);
      const a = 7 * 256 + (first & 0xff);
      const b = 6 * 256 + ((first >>> 8) & 0xff);
      const c = 5 * 256 + ((first >>> 16) & 0xff);
      const d = 4 * 256 + (first >>> 24);
      const e = 3 * 256 + (second & 0xff);
      const f = 2 * 256 + ((second >>> 8) & 0xff);
      const g = 256 + ((second >>> 16) & 0xff);
      const h = second >>> 24;
      high = highOf(a) ^ highOf(b) ^ highOf(c) ^ highOf(d) ^ highOf(e) ^ highOf(f) ^ highOf(g) ^ highOf(h);
      low = lowOf(a) ^ lowOf(b) ^ lowOf(c) ^ lowOf(d) ^ lowOf(e) ^ lowOf(f) ^ lowOf(g) ^ lowOf(h);
    }
    for (; index < bytes.length; index += 1) {
      const entry = (low ^ (bytes[index] as number)) & 0xff;
      low = lowOf(entry) ^ ((low >>> 8) | (high << 24));
      high = highOf(entry) ^ (high >>> 8);
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(8);
    digest.writeInt32BE(~this.#high, 0);
    digest.writeInt32BE(~this.#low, 4);
    return digest;
  }
}

const [highTable, lowTable] = makeTables();

function highOf(entry: number): number {
  return highTable[entry] as number;
}

function lowOf(entry: number): number {
  return lowTable[entry] as number;
}

function wordAt(bytes: Uint8Array, index: number): number {
  return (
    (bytes[index] as number) |
    ((bytes[index + 1] as number) << 8) |
    ((bytes[index + 2] as number) << 16) |
    ((bytes[index + 3] as number) << 24)
  );
}

function makeTables(): readonly [Int32Array, Int32Array] {
  const highs = new Int32Array(lanes * 256);
  const lows = new Int32Array(lanes * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (!isOdd) continue;
      high ^= polynomialHigh;
      low ^= polynomialLow;
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  for (let index = 256; index < highs.length; index += 1) {
    const high = highs[index - 256] as number;
    const low = lows[index - 256] as number;
    highs[index] = (highs[low & 0xff] as number) ^ (high >>> 8);
    lows[index] = (lows[low & 0xff] as number) ^ ((low >>> 8) | (high << 24));
  }
  return [highs, lows];
}
