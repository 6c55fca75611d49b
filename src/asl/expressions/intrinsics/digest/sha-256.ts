import { bytesOfWords, pad, rotateLeft } from './digest.ts';
import { firstPrimes, rootFraction } from './primes.ts';

const constants = Int32Array.from(firstPrimes(64), (prime) => Number(rootFraction(prime, 3) >> 32n) | 0);
const initial = firstPrimes(8).map((prime) => Number(rootFraction(prime, 2) >> 32n) | 0);

/** SHA-256. Source: FIPS 180-4. */
export function sha256(message: Uint8Array): Uint8Array {
  const view = pad(message, { blockLength: 64, lengthBytes: 8, isLittleEndian: false });
  let state: readonly number[] = initial;
  for (let offset = 0; offset < view.byteLength; offset += 64) state = compress(state, view, offset);
  return bytesOfWords(state, false);
}

function compress(state: readonly number[], view: DataView, offset: number): number[] {
  const words = schedule(view, offset);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      (h +
        (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
        choice +
        (constants[step] ?? 0) +
        (words[step] ?? 0)) |
      0;
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

function schedule(view: DataView, offset: number): Int32Array {
  const words = new Int32Array(64);
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const near = words[index - 2] ?? 0;
    const far = words[index - 15] ?? 0;
    words[index] =
      (rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)) +
      (words[index - 7] ?? 0) +
      (rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)) +
      (words[index - 16] ?? 0);
  }
  return words;
}

function rotate(word: number, bitCount: number): number {
  return rotateLeft(word, 32 - bitCount);
}
