import { hash } from 'node:crypto';
import { checksums } from '../../../objects/checksums/checksums.ts';
import { combinableCrcs, combineCrcs } from '../../../objects/checksums/combine-crcs.ts';
import type {
  S3Checksum,
  S3ObjectBody,
  S3UploadBody,
  S3UploadedPartBody,
} from '../../../store/resources/s3.ts';
import { BadDigest } from '../../payload/payload-errors.ts';
import { uploadAlgorithm } from './add-part.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { checksumJson } from './checksum-json.ts';
import { type CompletedPart, chooseParts } from './completed-parts.ts';
import { invalidRequest, type S3Error } from './errors.ts';
import { tellOfObject } from './object-events.ts';
import { serverSideEncryption } from './object-settings.ts';
import { changeObject, modificationTime } from './objects.ts';
import { onObject } from './permissions.ts';
import { checkWriteConditions, type WriteConditions } from './preconditions.ts';
import { s3Operation } from './s3-operation.ts';
import { getUpload, listUploadedParts, partDeletions, uploadKey } from './uploads.ts';

type CompleteMultipartUploadInput = Readonly<Record<string, unknown>> &
  BucketInput &
  WriteConditions & {
    readonly Key: string;
    readonly UploadId: string;
    readonly MultipartUpload?: { readonly Parts?: readonly CompletedPart[] };
    readonly MpuObjectSize?: number;
    readonly ChecksumType?: S3Checksum['type'];
  };

export const completeMultipartUpload = s3Operation<CompleteMultipartUploadInput>({
  name: 'CompleteMultipartUpload',
  permissions: onObject('PutObject'),
  run: async (input, call) => {
    const { services } = call;
    const { Key: key, UploadId: uploadId } = input;
    const bucket = await getBucket(input, call);
    const upload = await getUpload(services.store, { bucket, key, uploadId });
    const uploaded = await listUploadedParts(services.store, uploadId);
    const parts = chooseParts(input.MultipartUpload?.Parts ?? [], uploaded, upload.body);
    const checksum = checksumOf(upload.body, parts);
    checkStated(input, checksum);
    const size = parts.reduce((bytes, { length }) => bytes + length, 0);
    if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size)
      throw wrongSize(input.MpuObjectSize, size);
    const object: S3ObjectBody = {
      bodyId: services.newId().replaceAll('-', ''),
      size,
      etag: etagOf(parts),
      modifiedAt: modificationTime(services),
      partCount: parts.length,
      checksum,
      settings: upload.body.settings,
      tags: upload.body.tags,
    };
    const { revision } = upload;
    const change = changeObject(call, {
      bucket,
      key,
      decide: (current) => {
        checkWriteConditions(input, key, current);
        return object;
      },
      parts: {
        parts: parts.map(({ number, bodyId, length, checksum }) => ({ number, bodyId, length, checksum })),
      },
      besides: [
        { type: 'delete', key: uploadKey({ bucket, key, uploadId }), expectedRevision: revision },
        ...partDeletions(upload.body, uploaded),
      ],
    });
    await change.catch(async (error: unknown) => {
      // Whoever ended the upload first has won.
      await getUpload(services.store, { bucket, key, uploadId });
      throw error;
    });
    const chosen = new Set(parts);
    await services.objectBodies.delete(
      uploaded.filter((part) => !chosen.has(part)).map(({ bodyId }) => bodyId),
    );
    tellOfObject(call, { bucket, key, object, reason: 'CompleteMultipartUpload' });
    return {
      Location: `${services.endpoint()}/${bucket.name}/${encodeURI(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${object.etag}"`,
      ...checksumJson(checksum),
      ServerSideEncryption: serverSideEncryption,
    };
  },
});

/** The MD5 of the parts' MD5s, and how many they are. */
function etagOf(parts: readonly S3UploadedPartBody[]): string {
  const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${hash('md5', md5s)}-${parts.length}`;
}

function checksumOf(upload: S3UploadBody, parts: readonly S3UploadedPartBody[]): S3Checksum {
  const algorithm = uploadAlgorithm(upload);
  const digests = parts.map(({ checksum, length }) => ({ digest: Buffer.from(checksum, 'base64'), length }));
  if (upload.checksumType === 'FULL_OBJECT' && algorithm in combinableCrcs) {
    const crc = combinableCrcs[algorithm as keyof typeof combinableCrcs];
    return { algorithm, value: combineCrcs(crc, digests).toString('base64'), type: 'FULL_OBJECT' };
  }
  const checksum = checksums[algorithm]();
  for (const { digest } of digests) checksum.update(digest);
  return {
    algorithm,
    value: `${checksum.digest().toString('base64')}-${parts.length}`,
    type: 'COMPOSITE',
  };
}

/** Throws where the request says another checksum than the object has. */
function checkStated(input: CompleteMultipartUploadInput, checksum: S3Checksum): void {
  const { algorithm, type, value } = checksum;
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const stated = input[`Checksum${algorithm}`];
  // A checksum of checksums may be said without the number of parts.
  if (stated !== undefined && stated !== value && `${stated}-` !== value.slice(0, value.lastIndexOf('-') + 1))
    throw new BadDigest(algorithm);
}

function wrongSize(stated: number, size: number): S3Error {
  return invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${size}`,
  );
}
