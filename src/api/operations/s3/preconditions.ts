import type { S3ObjectBody } from '../../../store/resources/s3.ts';
import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './errors.ts';

/** Conditions on what a write replaces. */
export interface WriteConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** Throws where `current`, which a write of `key` would replace, is not as the request wants it. */
export function checkWriteConditions(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: S3ObjectBody | undefined,
): void {
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag');
    if (current !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch !== undefined) {
    if (current === undefined) throw noSuchKey(key);
    if (!isListed(IfMatch, current.etag)) throw preconditionFailed('If-Match');
  }
}

/** Conditions on what a read gives. Points in time are epoch milliseconds. */
export interface ReadConditions extends WriteConditions {
  readonly IfModifiedSince?: number;
  readonly IfUnmodifiedSince?: number;
}

/** Throws PreconditionFailed, or NotModified for an object that the caller has already. Source: RFC 9110, "Preconditions". */
export function checkReadConditions(conditions: ReadConditions, object: S3ObjectBody): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const { etag, modifiedAt } = object;
  if (IfMatch !== undefined) {
    if (!isListed(IfMatch, etag)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince !== undefined && modifiedAt > IfUnmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (isListed(IfNoneMatch, etag)) throw notModified(etag);
  } else if (IfModifiedSince !== undefined && modifiedAt <= IfModifiedSince) {
    throw notModified(etag);
  }
}

/** The same conditions on the source of a copy, which has no answer that says "not modified". */
export function checkSourceConditions(conditions: ReadConditions, object: S3ObjectBody): void {
  try {
    checkReadConditions(conditions, object);
  } catch (error) {
    if (!(error instanceof S3Error) || error.status !== 304) throw error;
    const { IfNoneMatch } = conditions;
    const name = IfNoneMatch === undefined ? 'modified-since' : 'none-match';
    throw preconditionFailed(`x-amz-copy-source-if-${name}`);
  }
}

/** Whether `etag` is among those of a header such as `"a", "b"`. */
function isListed(header: string, etag: string): boolean {
  return header.split(',').some((text) => {
    const listed = text.trim().replace(/^W\//, '');
    return listed === '*' || listed === `"${etag}"` || listed === etag;
  });
}

function notModified(etag: string): S3Error {
  return new S3Error({
    code: 'NotModified',
    status: 304,
    message: 'Not Modified',
    members: { ETag: `"${etag}"` },
  });
}
