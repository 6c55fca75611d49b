import { bytesOfWords, pad, rotateLeft } from './digest.ts';

/** SHA-1. Source: FIPS 180-4. */
export function sha1(message: Uint8Array): Uint8Array {
  const view = pad(message, { blockLength: 64, lengthBytes: 8, isLittleEndian: false });
  let state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  for (let offset = 0; offset < view.byteLength; offset += 64) state = compress(state, view, offset);
  return bytesOfWords(state, false);
}

function compress(state: readonly number[], view: DataView, offset: number): number[] {
  const words = new Int32Array(80);
  for (let index = 0; index < 80; index += 1) {
    words[index] =
      index < 16
        ? view.getInt32(offset + index * 4)
        : rotateLeft(
            (words[index - 3] ?? 0) ^
              (words[index - 8] ?? 0) ^
              (words[index - 14] ?? 0) ^
              (words[index - 16] ?? 0),
            1,
          );
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let step = 0; step < 80; step += 1) {
    const [mixed, constant] = mix(step, b, c, d);
    const next = (rotateLeft(a, 5) + mixed + e + constant + (words[step] ?? 0)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  return [a, b, c, d, e].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

function mix(step: number, b: number, c: number, d: number): readonly [number, number] {
  if (step < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (step < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (step < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}
