import { isChecksumAlgorithm } from '../../../objects/checksums/checksums.ts';
import type { S3ObjectBody, S3ObjectSettings } from '../../../store/resources/s3.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { checksumJson } from './checksum-json.ts';
import { openCopiedBytes } from './copied-bytes.ts';
import { type CopySourceInput, copySourceOf, sourceConditions, sourcePermission } from './copy-source.ts';
import { invalidRequest, type S3Error } from './errors.ts';
import { tellOfObject } from './object-events.ts';
import { checkKey, type SettingsInput, serverSideEncryption, settingsOf } from './object-settings.ts';
import { changeObject, modificationTime } from './objects.ts';
import { checkWriteConditions, type WriteConditions } from './preconditions.ts';
import { storeKept } from './put-object.ts';
import { putPermissions } from './put-permissions.ts';
import { receiveBody } from './received-body.ts';
import { s3Operation } from './s3-operation.ts';
import { defaultAlgorithm, namedAlgorithm } from './stated-checksum.ts';
import { tagsOfHeader } from './tag-set.ts';

interface CopyObjectInput extends BucketInput, SettingsInput, CopySourceInput, WriteConditions {
  readonly Key: string;
  readonly MetadataDirective?: 'COPY' | 'REPLACE';
  readonly TaggingDirective?: 'COPY' | 'REPLACE';
  readonly Tagging?: string;
  readonly ChecksumAlgorithm?: string;
}

/** Source: API Reference, "CopyObject". */
const copyBytesMax = 5 * 1024 * 1024 * 1024;

export const copyObject = s3Operation<CopyObjectInput>({
  name: 'CopyObject',
  permissions: async (input, call) => {
    const source = await copySourceOf(input, call);
    const [put, ...others] = await putPermissions(input, call);
    if (put === undefined) return others;
    const context = {
      ...put.context,
      's3:x-amz-copy-source': `${source.bucket.name}/${source.key}`,
      ...(input.MetadataDirective !== undefined && {
        's3:x-amz-metadata-directive': input.MetadataDirective,
      }),
    };
    return [await sourcePermission(source, call), { ...put, context }, ...others];
  },
  run: async (input, call) => {
    const { services } = call;
    const { Key: key } = input;
    const bucket = await getBucket(input, call);
    checkKey(key);
    const given = settingsOf(input);
    const source = await copySourceOf(input, call);
    refuseCopyToItself(input, source.bucket.id === bucket.id && source.key === key);
    const asked = namedAlgorithm(input.ChecksumAlgorithm);
    const { object: original, bytes } = await openCopiedBytes(call, {
      source,
      conditions: sourceConditions(input),
      rangeOf: ({ size }) => {
        if (size > copyBytesMax) throw tooLarge();
        return { start: 0, end: size };
      },
    });
    const kept = original.checksum.algorithm;
    const algorithm = asked ?? (isChecksumAlgorithm(kept) ? kept : defaultAlgorithm);
    const body = await receiveBody(services, bytes.chunks(), [algorithm]);
    await body.keep();
    const object: S3ObjectBody = {
      bodyId: body.bodyId,
      size: body.length,
      etag: body.md5.toString('hex'),
      modifiedAt: modificationTime(services),
      partCount: undefined,
      checksum: { algorithm, value: body.checksums.get(algorithm) ?? '', type: 'FULL_OBJECT' },
      settings:
        input.MetadataDirective === 'REPLACE'
          ? given
          : { ...copied(original), storageClass: given.storageClass },
      tags: input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : original.tags,
    };
    await storeKept(call, [body.bodyId], () =>
      changeObject(call, {
        bucket,
        key,
        decide: (current) => {
          checkWriteConditions(input, key, current);
          return object;
        },
      }),
    );
    tellOfObject(call, { bucket, key, object, reason: 'CopyObject' });
    return {
      CopyObjectResult: {
        ETag: `"${object.etag}"`,
        LastModified: object.modifiedAt,
        ...checksumJson(object.checksum),
      },
      ServerSideEncryption: serverSideEncryption,
    };
  },
});

function copied({ settings }: S3ObjectBody): S3ObjectSettings {
  // Where a page redirects to is the one setting that S3 leaves behind.
  const { WebsiteRedirectLocation: _left, ...headers } = settings.headers;
  return { ...settings, headers };
}

function refuseCopyToItself({ MetadataDirective, StorageClass }: CopyObjectInput, isSame: boolean): void {
  if (!isSame || MetadataDirective === 'REPLACE' || StorageClass !== undefined) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function tooLarge(): S3Error {
  return invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${copyBytesMax}`,
  );
}
