import type { ChecksumAlgorithm } from '../../../objects/checksums/checksums.ts';
import type { S3UploadBody, S3UploadedPartBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { noSuchUpload, operationAborted } from './errors.ts';
import { modificationTime } from './objects.ts';
import type { ReceivedBody } from './received-body.ts';
import { partKey, type UploadReference, uploadKey } from './uploads.ts';

export function uploadAlgorithm({ checksumAlgorithm }: S3UploadBody): ChecksumAlgorithm {
  // Only CreateMultipartUpload writes uploads, and it takes no other.
  return checksumAlgorithm as ChecksumAlgorithm;
}

/** Attempts before a write that always meets a conflict is given back to the caller. */
const attemptsMax = 32;

/** Makes bytes that were kept a part of an upload, in place of one of the same number. Throws NoSuchUpload where it has ended. */
export async function addPart(
  call: Call,
  reference: UploadReference,
  { number, body }: { readonly number: number; readonly body: ReceivedBody },
): Promise<S3UploadedPartBody> {
  const { services } = call;
  const { resources } = services.store;
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const upload = await resources.get(uploadKey(reference));
    if (upload === undefined) throw noSuchUpload(reference.uploadId);
    const key = partKey(reference.uploadId, number);
    const replaced = await resources.get(key);
    const part: S3UploadedPartBody = {
      number,
      bodyId: body.bodyId,
      length: body.length,
      etag: body.md5.toString('hex'),
      checksum: body.checksums.get(uploadAlgorithm(upload.body)) ?? '',
      modifiedAt: modificationTime(services),
    };
    const outcome = await resources.write([
      { type: 'put', key, body: part, expectedRevision: replaced?.revision ?? 0 },
    ]);
    if (outcome === 'conflict') continue;
    if (replaced !== undefined) await services.objectBodies.delete([replaced.body.bodyId]);
    // Who ended the upload meanwhile did not see this part.
    if ((await resources.get(uploadKey(reference))) !== undefined) return part;
    await resources.write([{ type: 'delete', key, expectedRevision: undefined }]);
    throw noSuchUpload(reference.uploadId);
  }
  throw operationAborted();
}
