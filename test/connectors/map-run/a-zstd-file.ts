const magic = [0x28, 0xb5, 0x2f, 0xfd];

/** A zstd frame of one block that is not compressed. Source: RFC 8878. */
export function aZstdFrame(text: string, claimedBytes = Buffer.byteLength(text)): Buffer {
  const data = Buffer.from(text);
  const head = Buffer.from([...magic, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(claimedBytes, 5);
  head.writeUIntLE((data.length << 3) | 1, 9, 3);
  return Buffer.concat([head, data]);
}

/** A frame that does not say how much it decompresses to: `text` in one block, a byte repeated in another, and a checksum. */
export function aZstdFrameOfBlocks(
  text: string,
  repeated: { readonly byte: number; readonly count: number },
) {
  const data = Buffer.from(text);
  const block = (size: number, typeAndLast: number) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((size << 3) | typeAndLast, 0, 3);
    return head;
  };
  const checksum = Buffer.from([1, 2, 3, 4]);
  const windowOfOneKibibyte = 0;
  return Buffer.concat([
    Buffer.from([...magic, 0x04, windowOfOneKibibyte]),
    block(data.length, 0b000),
    data,
    block(repeated.count, 0b011),
    Buffer.from([repeated.byte]),
    checksum,
  ]);
}

/** A frame that decompressors pass over. */
export function aSkippableFrame(bytes: number): Buffer {
  const head = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes, 4);
  return Buffer.concat([head, Buffer.alloc(bytes, 0xff)]);
}
