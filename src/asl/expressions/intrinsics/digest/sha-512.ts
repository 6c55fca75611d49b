import { pad } from './digest.ts';
import { firstPrimes, rootFraction } from './primes.ts';

const constants = firstPrimes(80).map((prime) => rootFraction(prime, 3));
const initial512 = firstPrimes(8).map((prime) => rootFraction(prime, 2));
const initial384 = firstPrimes(16)
  .slice(8)
  .map((prime) => rootFraction(prime, 2));

/** SHA-512. Source: FIPS 180-4. */
export function sha512(message: Uint8Array): Uint8Array {
  return digest(message, initial512);
}

/** SHA-384: SHA-512 from another start, cut short. Source: FIPS 180-4. */
export function sha384(message: Uint8Array): Uint8Array {
  return digest(message, initial384).subarray(0, 48);
}

function digest(message: Uint8Array, initial: readonly bigint[]): Uint8Array {
  const view = pad(message, { blockLength: 128, lengthBytes: 16, isLittleEndian: false });
  let state = initial;
  for (let offset = 0; offset < view.byteLength; offset += 128) state = compress(state, view, offset);
  const bytes = new Uint8Array(64);
  const output = new DataView(bytes.buffer);
  state.forEach((word, index) => {
    output.setBigUint64(index * 8, word);
  });
  return bytes;
}

function compress(state: readonly bigint[], view: DataView, offset: number): readonly bigint[] {
  const words = schedule(view, offset);
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let step = 0; step < 80; step += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      h +
      (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) +
      choice +
      (constants[step] ?? 0n) +
      (words[step] ?? 0n);
    const second = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + majority;
    h = g;
    g = f;
    f = e;
    e = BigInt.asUintN(64, d + first);
    d = c;
    c = b;
    b = a;
    a = BigInt.asUintN(64, first + second);
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => BigInt.asUintN(64, word + (state[index] ?? 0n)));
}

function schedule(view: DataView, offset: number): BigUint64Array {
  const words = new BigUint64Array(80);
  for (let index = 0; index < 16; index += 1) words[index] = view.getBigUint64(offset + index * 8);
  for (let index = 16; index < 80; index += 1) {
    const near = words[index - 2] ?? 0n;
    const far = words[index - 15] ?? 0n;
    words[index] =
      (rotate(near, 19n) ^ rotate(near, 61n) ^ (near >> 6n)) +
      (words[index - 7] ?? 0n) +
      (rotate(far, 1n) ^ rotate(far, 8n) ^ (far >> 7n)) +
      (words[index - 16] ?? 0n);
  }
  return words;
}

function rotate(word: bigint, bitCount: bigint): bigint {
  return (word >> bitCount) | BigInt.asUintN(64, word << (64n - bitCount));
}
