import type { Json } from '../../../base/json.ts';
import type { S3UploadBody } from '../../../store/resources/s3.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { keySpelling } from './listing.ts';
import { initiatorOf, ownerOf } from './owner.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { uploadMarker } from './uploads.ts';

interface ListMultipartUploadsInput extends BucketInput {
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly EncodingType?: string;
  readonly KeyMarker?: string;
  readonly UploadIdMarker?: string;
  readonly MaxUploads?: number;
}

/** Uploads of one answer. Source: API Reference, "ListMultipartUploads". */
const uploadsMax = 1000;

export const listMultipartUploads = s3Operation<ListMultipartUploadsInput>({
  name: 'ListMultipartUploads',
  permissions: onBucket('ListBucketMultipartUploads'),
  run: async (input, call) => {
    const { Prefix: prefix = '', Delimiter: delimiter, KeyMarker = '', UploadIdMarker } = input;
    const spell = keySpelling(input);
    const bucket = await getBucket(input, call);
    const max = Math.min(Math.max(0, input.MaxUploads ?? uploadsMax), uploadsMax);
    const uploads: S3UploadBody[] = [];
    const commonPrefixes = new Set<string>();
    let after = KeyMarker === '' ? undefined : uploadMarker(KeyMarker, UploadIdMarker);
    let isTruncated = false;
    for (let hasMore = max > 0; hasMore && !isTruncated; ) {
      const page = await call.services.store.resources.list({
        kind: 'S3Upload',
        account: '',
        region: '',
        prefix: `${bucket.id}/${prefix}`,
        ...(after !== undefined && { after: `${bucket.id}/${after}` }),
        limit: uploadsMax,
      });
      hasMore = page.length === uploadsMax;
      for (const { body } of page) {
        const common = commonPrefixOf(body.key, prefix, delimiter);
        if (common !== undefined && commonPrefixes.has(common)) continue;
        isTruncated = uploads.length + commonPrefixes.size === max;
        if (isTruncated) break;
        if (common === undefined) uploads.push(body);
        else commonPrefixes.add(common);
        after = uploadMarker(body.key, body.id);
      }
      const last = page.at(-1)?.body;
      if (hasMore && !isTruncated && last !== undefined) after = uploadMarker(last.key, last.id);
    }
    const last = uploads.at(-1);
    return {
      Bucket: bucket.name,
      KeyMarker: spell(KeyMarker),
      UploadIdMarker: UploadIdMarker ?? '',
      ...(isTruncated &&
        last !== undefined && { NextKeyMarker: spell(last.key), NextUploadIdMarker: last.id }),
      Prefix: spell(prefix),
      ...(delimiter !== undefined && { Delimiter: spell(delimiter) }),
      ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
      MaxUploads: max,
      IsTruncated: isTruncated,
      ...(uploads.length > 0 && {
        Uploads: uploads.map((upload) => uploadJson(upload, bucket.account, spell)),
      }),
      ...(commonPrefixes.size > 0 && {
        CommonPrefixes: [...commonPrefixes].map((common) => ({ Prefix: spell(common) })),
      }),
    };
  },
});

function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const at = delimiter === undefined || delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + (delimiter ?? '').length);
}

function uploadJson(upload: S3UploadBody, account: string, spell: (key: string) => string): Json {
  return {
    UploadId: upload.id,
    Key: spell(upload.key),
    Initiated: upload.beganAt,
    StorageClass: upload.settings.storageClass,
    Owner: { ...ownerOf(account) },
    Initiator: initiatorOf(upload.initiator, account),
    ...(upload.isChecksumAsked && {
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    }),
  };
}
