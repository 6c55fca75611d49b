import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { compileCrc32 } from './crc-32-table.ts';
import { Crc64Nvme } from './crc-64-nvme.ts';

/** A checksum under way. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** The checksums that objects have, by S3's names for them. Source: S3 User Guide, "Checking object integrity". */
export const checksums = {
  CRC32: () => checksumOf32Bits((bytes, crc) => crc32(bytes, crc)),
  CRC32C: () => checksumOf32Bits(crc32c),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => createHash('sha1'),
  SHA256: () => createHash('sha256'),
} satisfies Readonly<Record<string, () => Checksum>>;

export type ChecksumAlgorithm = keyof typeof checksums;

export const checksumAlgorithms = Object.keys(checksums) as readonly ChecksumAlgorithm[];

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(checksums, name);
}

const crc32c = compileCrc32(0x82f63b78);

function checksumOf32Bits(update: (bytes: Uint8Array, crc: number) => number): Checksum {
  let crc = 0;
  return {
    update(bytes) {
      crc = update(bytes, crc);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest;
    },
  };
}
