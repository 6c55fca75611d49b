import { describe, expect, test } from 'vitest';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksums,
} from '../../src/objects/checksums/checksums.ts';
import { combinableCrcs, combineCrcs } from '../../src/objects/checksums/combine-crcs.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** Of the text `123456789`, which catalogues of checksums give. */
const checks: Readonly<Record<ChecksumAlgorithm, string>> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

function digestOf(algorithm: ChecksumAlgorithm, ...chunks: readonly Uint8Array[]): Buffer {
  const checksum = checksums[algorithm]();
  for (const chunk of chunks) checksum.update(chunk);
  return checksum.digest();
}

describe.each(checksumAlgorithms)('%s', (algorithm) => {
  test('of the check text is the one catalogues give', () => {
    expect(digestOf(algorithm, Buffer.from('123456789')).toString('hex')).toBe(checks[algorithm]);
  });

  test('does not depend on how the bytes come', () => {
    const random = seededRandom(7);
    const bytes = Buffer.from(Array.from({ length: 5_000 }, () => Math.floor(random() * 256)));
    const whole = digestOf(algorithm, bytes);
    for (const size of [1, 3, 8, 13, 4_096]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(digestOf(algorithm, ...chunks)).toEqual(whole);
    }
  });
});

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('the %s of parts', (algorithm) => {
  test.each([
    { lengths: [9] },
    { lengths: [1, 1, 1] },
    { lengths: [5_000, 5_000, 17] },
    { lengths: [0, 3, 0, 70_000] },
  ])('of $lengths bytes is that of the bytes in a row', ({ lengths }) => {
    const random = seededRandom(11);
    const parts = lengths.map((length) =>
      Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))),
    );
    const combined = combineCrcs(
      combinableCrcs[algorithm],
      parts.map((part) => ({ digest: digestOf(algorithm, part), length: part.length })),
    );
    expect(combined).toEqual(digestOf(algorithm, ...parts));
  });
});
