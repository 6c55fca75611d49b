import type { Permission } from '../../../runtime/identity/identity.ts';
import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { findBucket } from './buckets.ts';
import { invalidArgument, noSuchBucket } from './errors.ts';
import { findObject } from './objects.ts';
import { objectPermission } from './permissions.ts';
import type { ReadConditions } from './preconditions.ts';
import { existingTagContext } from './tag-set.ts';
import { checkVersionId } from './version-id.ts';

/** The members by which a request names what it copies. Points in time are epoch milliseconds. */
export interface CopySourceInput {
  /** `/bucket/key?versionId=…`, percent-encoded. */
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: number;
  readonly CopySourceIfUnmodifiedSince?: number;
  readonly CopySourceSSECustomerAlgorithm?: string;
}

export interface CopySource {
  readonly bucket: S3BucketBody;
  readonly key: string;
}

/** Throws InvalidArgument for a text that names no object, and NoSuchBucket. */
export async function copySourceOf({ CopySource }: CopySourceInput, call: Call): Promise<CopySource> {
  const [path = '', version] = CopySource.replace(/^\//, '').split(/\?versionId=/);
  const decoded = decode(path);
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
    throw invalidArgument(message, 'x-amz-copy-source', CopySource);
  }
  checkVersionId(version);
  const name = decoded.slice(0, slash);
  const bucket = await findBucket(call.services.store, call.caller.place.partition, name);
  if (bucket === undefined) throw noSuchBucket(name);
  return { bucket, key: decoded.slice(slash + 1) };
}

/** The permission to read what is copied. */
export async function sourcePermission(source: CopySource, call: Call): Promise<Permission> {
  const found = await findObject(call.services.store, source.bucket, source.key);
  const tags = found?.body.tags ?? [];
  return objectPermission(
    'GetObject',
    source,
    call,
    tags.length === 0 ? undefined : existingTagContext(tags),
  );
}

export function sourceConditions(input: CopySourceInput): ReadConditions {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } =
    input;
  return {
    ...(CopySourceIfMatch !== undefined && { IfMatch: CopySourceIfMatch }),
    ...(CopySourceIfNoneMatch !== undefined && { IfNoneMatch: CopySourceIfNoneMatch }),
    ...(CopySourceIfModifiedSince !== undefined && { IfModifiedSince: CopySourceIfModifiedSince }),
    ...(CopySourceIfUnmodifiedSince !== undefined && { IfUnmodifiedSince: CopySourceIfUnmodifiedSince }),
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidArgument('Invalid copy source encoding', 'x-amz-copy-source', path);
  }
}
