import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksums,
  isChecksumAlgorithm,
} from '../../../objects/checksums/checksums.ts';
import type { RequestBody } from '../../operation.ts';
import { BadDigest } from '../../payload/payload-errors.ts';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';

/** The members of a request that say what checksum its bytes have. */
export type ChecksumInput = Readonly<Record<string, unknown>> & {
  readonly ChecksumAlgorithm?: string;
  readonly ContentMD5?: string;
};

/** What a request says of its bytes, before they have come. */
export interface StatedChecksum {
  /** Undefined where the request asks for none. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Throws BadDigest where the bytes, which have come, are not those that were meant. */
  check(digests: Digests): void;
}

export interface Digests {
  readonly md5: Buffer;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/** What S3 computes where nobody asks. */
export const defaultAlgorithm: ChecksumAlgorithm = 'CRC64NVME';

/** Throws InvalidRequest for checksums that are none, or more than one. */
export function statedChecksum(input: ChecksumInput, body: RequestBody): StatedChecksum {
  const md5 = statedMd5(input.ContentMD5);
  const stated = checksumAlgorithms.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`];
    return typeof value === 'string' ? [{ algorithm, value }] : [];
  });
  const [first, second] = stated;
  if (second !== undefined) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (first !== undefined) checkForm(first.algorithm, first.value);
  const trailer = first === undefined ? announcedAlgorithm(body) : undefined;
  const algorithm = first?.algorithm ?? trailer ?? namedAlgorithm(input.ChecksumAlgorithm);
  return {
    algorithm,
    check(digests) {
      if (md5 !== undefined && !md5.equals(digests.md5)) throw new BadDigest('Content-MD5');
      if (algorithm === undefined) return;
      const expected = trailer === undefined ? first?.value : body.trailer(headerOf(trailer));
      if (trailer !== undefined && expected === undefined) throw malformedTrailer();
      if (expected !== undefined && expected !== digests.checksums.get(algorithm))
        throw new BadDigest(algorithm);
    },
  };
}

/** The algorithm that a request names. Throws InvalidRequest where there is none of that name. */
export function namedAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  if (isChecksumAlgorithm(name)) return name;
  if (otherAlgorithms.has(name)) throw notImplemented(`Checksum algorithm ${name}`);
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

const otherAlgorithms: ReadonlySet<string> = new Set(['SHA512', 'MD5', 'XXHASH64', 'XXHASH3', 'XXHASH128']);

function headerOf(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function announcedAlgorithm({ announcedTrailers }: RequestBody): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => announcedTrailers.includes(headerOf(algorithm)));
}

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === checksums[algorithm]().digest().length && bytes.toString('base64') === value) return;
  throw invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`);
}

function statedMd5(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const md5 = Buffer.from(text, 'base64');
  if (md5.length === 16) return md5;
  throw new S3Error({
    code: 'InvalidDigest',
    message: 'The Content-MD5 you specified was invalid.',
    members: { 'Content-MD5': text },
  });
}

function malformedTrailer(): S3Error {
  return new S3Error({
    code: 'MalformedTrailerError',
    message:
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  });
}
