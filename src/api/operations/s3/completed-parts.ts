import type { S3UploadBody, S3UploadedPartBody } from '../../../store/resources/s3.ts';
import { malformedXml, S3Error } from './errors.ts';

/** A part as the request to complete an upload names it. */
export type CompletedPart = Readonly<Record<string, unknown>> & {
  readonly PartNumber?: number;
  readonly ETag?: string;
};

/** Bytes of every part but the last. Source: User Guide, "Amazon S3 multipart upload limits". */
const partBytesMin = 5 * 1024 * 1024;

/** The parts that make the object. Throws InvalidPart, InvalidPartOrder or EntityTooSmall. */
export function chooseParts(
  named: readonly CompletedPart[],
  uploaded: readonly S3UploadedPartBody[],
  upload: S3UploadBody,
): readonly S3UploadedPartBody[] {
  if (named.length === 0) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let last = 0;
  const parts = named.map((part) => {
    const { PartNumber: number = 0 } = part;
    if (number <= last) throw invalidPartOrder(upload);
    last = number;
    const found = byNumber.get(number);
    if (found === undefined || !isMeant(part, found, upload)) throw invalidPart(upload, part);
    return found;
  });
  for (const { length, number, etag } of parts.slice(0, -1)) {
    if (length >= partBytesMin) continue;
    throw new S3Error({
      code: 'EntityTooSmall',
      message: 'Your proposed upload is smaller than the minimum allowed size',
      members: { ETag: etag, MinSizeAllowed: partBytesMin, ProposedSize: length, PartNumber: number },
    });
  }
  return parts;
}

function isMeant(
  part: CompletedPart,
  found: S3UploadedPartBody,
  { checksumAlgorithm }: S3UploadBody,
): boolean {
  const checksum = part[`Checksum${checksumAlgorithm}`];
  const isSameChecksum = checksum === undefined || checksum === found.checksum;
  return isSameChecksum && part.ETag?.replaceAll('"', '') === found.etag;
}

function invalidPart({ id }: S3UploadBody, { PartNumber = 0, ETag = '' }: CompletedPart): S3Error {
  return new S3Error({
    code: 'InvalidPart',
    message:
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    members: { UploadId: id, PartNumber, ETag: ETag.replaceAll('"', '') },
  });
}

function invalidPartOrder({ id }: S3UploadBody): S3Error {
  return new S3Error({
    code: 'InvalidPartOrder',
    message:
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    members: { UploadId: id },
  });
}
