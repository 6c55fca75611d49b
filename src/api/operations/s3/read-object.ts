import type { JsonObject } from '../../../base/json.ts';
import type { ByteRange } from '../../../objects/object-bodies.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { S3BucketBody, S3ObjectBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { contentRange, parseRange } from './byte-range.ts';
import { checksumJson } from './checksum-json.ts';
import { invalidRequest, noSuchKey, S3Error } from './errors.ts';
import { serverSideEncryption, standardStorageClass } from './object-settings.ts';
import { findObject, segmentsOf } from './objects.ts';
import { bucketPermission, denialOf, objectPermission } from './permissions.ts';
import { checkReadConditions, type ReadConditions } from './preconditions.ts';
import { existingTagContext } from './tag-set.ts';
import { checkVersionId } from './version-id.ts';

/** What GetObject and HeadObject are asked. */
export interface ReadObjectInput extends BucketInput, ReadConditions {
  readonly Key: string;
  readonly Range?: string;
  readonly PartNumber?: number;
  readonly VersionId?: string;
  readonly ChecksumMode?: 'ENABLED';
  readonly SSECustomerAlgorithm?: string;
  readonly ResponseCacheControl?: string;
  readonly ResponseContentDisposition?: string;
  readonly ResponseContentEncoding?: string;
  readonly ResponseContentLanguage?: string;
  readonly ResponseContentType?: string;
  /** Epoch milliseconds. */
  readonly ResponseExpires?: number;
}

/** The permission to read an object, which its tags may decide. */
export async function readPermissions(input: ReadObjectInput, call: Call): Promise<readonly Permission[]> {
  const bucket = await getBucket(input, call);
  const found = await findObject(call.services.store, bucket, input.Key);
  const tags = found?.body.tags ?? [];
  const context = tags.length === 0 ? undefined : existingTagContext(tags);
  return [objectPermission('GetObject', { bucket, key: input.Key }, call, context)];
}

/** The object of that key. Throws NoSuchKey, or AccessDenied where the caller may not know what the bucket lacks. */
export async function getObjectBody(bucket: S3BucketBody, key: string, call: Call): Promise<S3ObjectBody> {
  const found = await findObject(call.services.store, bucket, key);
  if (found !== undefined) return found.body;
  throw (await denialOf(bucketPermission('ListBucket', bucket, call), call)) ?? noSuchKey(key);
}

/** An object as far as a request wants it. */
export interface FoundObject {
  readonly object: S3ObjectBody;
  readonly range: ByteRange;
  /** The answer, but for the bytes. */
  readonly output: JsonObject;
}

export async function findForReading(input: ReadObjectInput, call: Call): Promise<FoundObject> {
  checkVersionId(input.VersionId);
  if (input.SSECustomerAlgorithm !== undefined) {
    throw invalidRequest('The encryption parameters are not applicable to this object.');
  }
  const bucket = await getBucket(input, call);
  const object = await getObjectBody(bucket, input.Key, call);
  checkReadConditions(input, object);
  const part = await partRange(input, object, call);
  const range = part ?? parseRange(input.Range, object.size);
  return {
    object,
    range: range ?? { start: 0, end: object.size },
    output: {
      AcceptRanges: 'bytes',
      LastModified: object.modifiedAt,
      ContentLength: range === undefined ? object.size : range.end - range.start,
      ...(range !== undefined && object.size > 0 && { ContentRange: contentRange(range, object.size) }),
      ETag: `"${object.etag}"`,
      ...(input.ChecksumMode === 'ENABLED' && range === undefined && checksumJson(object.checksum)),
      ContentType: 'binary/octet-stream',
      ...object.settings.headers,
      ...overrides(input),
      ServerSideEncryption: serverSideEncryption,
      Metadata: object.settings.metadata,
      ...(object.settings.storageClass !== standardStorageClass && {
        StorageClass: object.settings.storageClass,
      }),
      ...(input.PartNumber !== undefined &&
        object.partCount !== undefined && { PartsCount: object.partCount }),
      ...(object.tags.length > 0 && { TagCount: object.tags.length }),
    },
  };
}

/** The bytes of the part that a request names. */
async function partRange(
  { PartNumber, Range }: ReadObjectInput,
  object: S3ObjectBody,
  { services }: Call,
): Promise<ByteRange | undefined> {
  if (PartNumber === undefined) return undefined;
  if (Range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  const segments = (await segmentsOf(services.store, object)) ?? [];
  const segment = segments[PartNumber - 1];
  if (segment === undefined) {
    throw new S3Error({
      code: 'InvalidPartNumber',
      status: 416,
      message: 'The requested partnumber is not satisfiable',
      members: { PartNumberRequested: PartNumber, ActualPartCount: segments.length },
    });
  }
  const start = segments.slice(0, PartNumber - 1).reduce((bytes, { length }) => bytes + length, 0);
  return { start, end: start + segment.length };
}

function overrides(input: ReadObjectInput): JsonObject {
  const { ResponseExpires: expires } = input;
  return {
    ...(input.ResponseCacheControl !== undefined && { CacheControl: input.ResponseCacheControl }),
    ...(input.ResponseContentDisposition !== undefined && {
      ContentDisposition: input.ResponseContentDisposition,
    }),
    ...(input.ResponseContentEncoding !== undefined && { ContentEncoding: input.ResponseContentEncoding }),
    ...(input.ResponseContentLanguage !== undefined && { ContentLanguage: input.ResponseContentLanguage }),
    ...(input.ResponseContentType !== undefined && { ContentType: input.ResponseContentType }),
    ...(expires !== undefined && { Expires: new Date(expires).toUTCString() }),
  };
}
