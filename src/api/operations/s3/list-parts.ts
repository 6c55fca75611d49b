import { type BucketInput, getBucket } from './buckets.ts';
import { initiatorOf, ownerOf } from './owner.ts';
import { onObject } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { getUpload, partKey } from './uploads.ts';

interface ListPartsInput extends BucketInput {
  readonly Key: string;
  readonly UploadId: string;
  readonly MaxParts?: number;
  readonly PartNumberMarker?: string;
}

/** Parts of one answer. Source: API Reference, "ListParts". */
const partsMax = 1000;

export const listParts = s3Operation<ListPartsInput>({
  name: 'ListParts',
  permissions: onObject('ListMultipartUploadParts'),
  run: async (input, call) => {
    const { Key: key, UploadId: uploadId, MaxParts = partsMax, PartNumberMarker } = input;
    const { store } = call.services;
    const bucket = await getBucket(input, call);
    const { body: upload } = await getUpload(store, { bucket, key, uploadId });
    const max = Math.min(Math.max(0, MaxParts), partsMax);
    const marker = Number(PartNumberMarker ?? 0) || 0;
    const page = await store.resources.list({
      kind: 'S3UploadedPart',
      account: '',
      region: '',
      prefix: `${uploadId}/`,
      after: partKey(uploadId, marker).name,
      limit: max + 1,
    });
    const parts = page.slice(0, max).map(({ body }) => body);
    return {
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(parts.at(-1)?.number ?? 0),
      MaxParts: max,
      IsTruncated: page.length > max,
      ...(parts.length > 0 && {
        Parts: parts.map((part) => ({
          PartNumber: part.number,
          LastModified: part.modifiedAt,
          ETag: `"${part.etag}"`,
          Size: part.length,
          ...(upload.isChecksumAsked && { [`Checksum${upload.checksumAlgorithm}`]: part.checksum }),
        })),
      }),
      Initiator: initiatorOf(upload.initiator, bucket.account),
      Owner: { ...ownerOf(bucket.account) },
      StorageClass: upload.settings.storageClass,
      ...(upload.isChecksumAsked && {
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
      }),
    };
  },
});
