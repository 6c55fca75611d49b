import type { JsonObject } from '../../../base/json.ts';
import type { S3Checksum } from '../../../store/resources/s3.ts';

/** A checksum as answers have it: `{ ChecksumCRC32: …, ChecksumType: FULL_OBJECT }`. */
export function checksumJson({ algorithm, value, type }: S3Checksum): JsonObject {
  return { [`Checksum${algorithm}`]: value, ChecksumType: type };
}
