/** A CRC whose value for bytes in a row follows from its values for the parts. */
export interface CombinableCrc {
  readonly bits: 32n | 64n;
  /** Reflected. */
  readonly polynomial: bigint;
}

export const combinableCrcs = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
} as const satisfies Readonly<Record<string, CombinableCrc>>;

export interface CrcOfPart {
  readonly digest: Buffer;
  /** Bytes of the part. */
  readonly length: number;
}

/**
 * The CRC of the parts in a row.
 *
 * A CRC is a remainder of polynomials over GF(2): bytes behind it multiply it by a power of x, and the CRC of those bytes is
 * added.
 */
export function combineCrcs(crc: CombinableCrc, parts: readonly CrcOfPart[]): Buffer {
  const bytes = Number(crc.bits) / 8;
  // Parts mostly have one length.
  const shifts = new Map<number, bigint>();
  let value = 0n;
  for (const { digest, length } of parts) {
    let shift = shifts.get(length);
    if (shift === undefined) {
      shift = powerOfX(crc, BigInt(length) * 8n);
      shifts.set(length, shift);
    }
    value = multiply(crc, shift, value) ^ BigInt(`0x${digest.toString('hex')}`);
  }
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');
}

/** Both reflected: the highest bit is the coefficient of 1. */
function multiply({ bits, polynomial }: CombinableCrc, left: bigint, right: bigint): bigint {
  let product = 0n;
  let shifted = right;
  for (let bit = 1n << (bits - 1n); bit > 0n; bit >>= 1n) {
    if (left & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

function powerOfX(crc: CombinableCrc, exponent: bigint): bigint {
  let power = 1n << (crc.bits - 1n);
  let square = 1n << (crc.bits - 2n);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = multiply(crc, square, power);
    square = multiply(crc, square, square);
  }
  return power;
}
