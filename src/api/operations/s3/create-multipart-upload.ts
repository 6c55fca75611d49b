import { principalName } from '../../../iam/principal.ts';
import type { ChecksumAlgorithm } from '../../../objects/checksums/checksums.ts';
import type { S3Checksum, S3UploadBody } from '../../../store/resources/s3.ts';
import { bucketGateOf } from './bucket-gate.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { invalidRequest, operationAborted } from './errors.ts';
import { checkKey, type SettingsInput, serverSideEncryption, settingsOf } from './object-settings.ts';
import { putPermissions } from './put-permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { defaultAlgorithm, namedAlgorithm } from './stated-checksum.ts';
import { tagsOfHeader } from './tag-set.ts';
import { uploadKey } from './uploads.ts';

interface CreateMultipartUploadInput extends BucketInput, SettingsInput {
  readonly Key: string;
  readonly Tagging?: string;
  readonly ChecksumAlgorithm?: string;
  readonly ChecksumType?: S3Checksum['type'];
}

export const createMultipartUpload = s3Operation<CreateMultipartUploadInput>({
  name: 'CreateMultipartUpload',
  permissions: putPermissions,
  run: async (input, call) => {
    const { store, clock, newId } = call.services;
    const { Key: key } = input;
    const bucket = await getBucket(input, call);
    checkKey(key);
    const asked = namedAlgorithm(input.ChecksumAlgorithm);
    const checksumAlgorithm = asked ?? defaultAlgorithm;
    const beganAt = clock.now();
    // Ids of one key are listed in the order in which they began.
    const uploadId = `${beganAt.toString(36).padStart(9, '0')}.${newId().replaceAll('-', '')}`;
    const body: S3UploadBody = {
      id: uploadId,
      key,
      beganAt,
      initiator: principalName(call.caller.principal),
      checksumAlgorithm,
      checksumType: checksumTypeOf(checksumAlgorithm, input.ChecksumType),
      isChecksumAsked: asked !== undefined,
      settings: settingsOf(input),
      tags: tagsOfHeader(input.Tagging),
    };
    const key_ = uploadKey({ bucket, key, uploadId });
    const outcome = await bucketGateOf(call.services).enter(bucket.id, async () => {
      await getBucket(input, call);
      return store.resources.write([{ type: 'put', key: key_, body, expectedRevision: 0 }]);
    });
    if (outcome === 'conflict') throw operationAborted();
    return {
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      ServerSideEncryption: serverSideEncryption,
      ...(asked !== undefined && { ChecksumAlgorithm: asked, ChecksumType: body.checksumType }),
    };
  },
});

/** Source: User Guide, "Checking object integrity", full object and composite checksum types. */
function checksumTypeOf(
  algorithm: ChecksumAlgorithm,
  asked: S3Checksum['type'] | undefined,
): S3Checksum['type'] {
  const isOnlyWhole = algorithm === 'CRC64NVME';
  const isOnlyComposite = algorithm === 'SHA1' || algorithm === 'SHA256';
  const type = asked ?? (isOnlyWhole ? 'FULL_OBJECT' : 'COMPOSITE');
  if ((isOnlyWhole && type === 'COMPOSITE') || (isOnlyComposite && type === 'FULL_OBJECT')) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return type;
}
