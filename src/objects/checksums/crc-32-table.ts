/** Bytes that a step takes at once: one table each. */
const lanes = 8;

/**
 * The CRC of 32 bits with the reflected polynomial `polynomial`, taken further from `crc` over `bytes`; 0 begins one.
 *
 * Eight bytes a step, each through a table of its own ("slicing by eight").
 */
export function compileCrc32(polynomial: number): (bytes: Uint8Array, crc: number) => number {
  const table = makeTable(polynomial);
  const at = (lane: number, byte: number) => table[lane * 256 + byte] as number;
  return (bytes, crc) => {
    let rest = ~crc;
    let index = 0;
    const stepsEnd = bytes.length - (bytes.length % lanes);
    for (; index < stepsEnd; index += lanes) {
      const low = rest ^ wordAt(bytes, index);
      rest =
        at(7, low & 0xff) ^
        at(6, (low >>> 8) & 0xff) ^
        at(5, (low >>> 16) & 0xff) ^
        at(4, low >>> 24) ^
        at(3, bytes[index + 4] as number) ^
        at(2, bytes[index + 5] as number) ^
        at(1, bytes[index + 6] as number) ^
        at(0, bytes[index + 7] as number);
    }
    for (; index < bytes.length; index += 1)
      rest = at(0, (rest ^ (bytes[index] as number)) & 0xff) ^ (rest >>> 8);
    return ~rest >>> 0;
  };
}

function wordAt(bytes: Uint8Array, index: number): number {
  return (
    (bytes[index] as number) |
    ((bytes[index + 1] as number) << 8) |
    ((bytes[index + 2] as number) << 16) |
    ((bytes[index + 3] as number) << 24)
  );
}

function makeTable(polynomial: number): Int32Array {
  const table = new Int32Array(lanes * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[byte] = value;
  }
  for (let index = 256; index < table.length; index += 1) {
    const before = table[index - 256] as number;
    table[index] = (table[before & 0xff] as number) ^ (before >>> 8);
  }
  return table;
}
