import { bytesOfWords, pad, rotateLeft } from './digest.ts';

const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

const constants = Array.from(
  { length: 64 },
  (_word, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0,
);

/** MD5. Source: RFC 1321. */
export function md5(message: Uint8Array): Uint8Array {
  const view = pad(message, { blockLength: 64, lengthBytes: 8, isLittleEndian: true });
  let state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let offset = 0; offset < view.byteLength; offset += 64) state = compress(state, view, offset);
  return bytesOfWords(state, true);
}

function compress(state: readonly number[], view: DataView, offset: number): number[] {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const round = step >>> 4;
    const [mixed, index] = mix(round, step, b, c, d);
    const word = view.getUint32(offset + index * 4, true);
    const sum = (a + mixed + (constants[step] ?? 0) + word) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotateLeft(sum, shifts[round]?.[step & 3] ?? 0)) | 0;
  }
  return [a, b, c, d].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

/** The round's function of three words, and which word of the block it takes. */
function mix(round: number, step: number, b: number, c: number, d: number): readonly [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15];
  return [c ^ (b | ~d), (7 * step) & 15];
}
