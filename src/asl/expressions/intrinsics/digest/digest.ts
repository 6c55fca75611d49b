/** A hash function over bytes. */
export type Digest = (message: Uint8Array) => Uint8Array;

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * `message`, a one bit, zeros, and the message's length in bits as the last eight bytes: what all these functions read,
 * in blocks of `blockLength` bytes of which `lengthBytes` are kept for the length.
 */
export function pad(
  message: Uint8Array,
  {
    blockLength,
    lengthBytes,
    isLittleEndian,
  }: { blockLength: number; lengthBytes: number; isLittleEndian: boolean },
): DataView {
  const total = Math.ceil((message.length + 1 + lengthBytes) / blockLength) * blockLength;
  const padded = new Uint8Array(total);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(total - 8, BigInt(message.length) * 8n, isLittleEndian);
  return view;
}

/** `words` of 32 bits as bytes. */
export function bytesOfWords(words: readonly number[], isLittleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(index * 4, word >>> 0, isLittleEndian);
  });
  return bytes;
}

export function rotateLeft(word: number, bitCount: number): number {
  return (word << bitCount) | (word >>> (32 - bitCount));
}
