import type { S3BucketBody, S3ObjectBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { preconditionFailed } from './errors.ts';
import { tellOfDeletion } from './object-events.ts';
import { changeObject } from './objects.ts';
import { onObject } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { checkVersionId } from './version-id.ts';

/** What may keep a deletion from being made. Points in time are epoch milliseconds. */
export interface DeletionConditions {
  readonly IfMatch?: string;
  readonly IfMatchLastModifiedTime?: number;
  readonly IfMatchSize?: number;
}

interface DeleteObjectInput extends BucketInput, DeletionConditions {
  readonly Key: string;
  readonly VersionId?: string;
}

export const deleteObject = s3Operation<DeleteObjectInput>({
  name: 'DeleteObject',
  permissions: onObject('DeleteObject'),
  run: async (input, call) => {
    checkVersionId(input.VersionId);
    await deleteOne(call, { bucket: await getBucket(input, call), key: input.Key }, input);
    return {};
  },
});

/** Deletes an object where there is one; to S3 it is no error where there is none. */
export async function deleteOne(
  call: Call,
  { bucket, key }: { readonly bucket: S3BucketBody; readonly key: string },
  conditions: DeletionConditions,
): Promise<void> {
  const deleted = await changeObject(call, {
    bucket,
    key,
    decide(current) {
      if (current !== undefined) checkConditions(conditions, current);
      return undefined;
    },
  });
  if (deleted !== undefined) tellOfDeletion(call, bucket, key);
}

function checkConditions(conditions: DeletionConditions, { etag, modifiedAt, size }: S3ObjectBody): void {
  const { IfMatch, IfMatchLastModifiedTime, IfMatchSize } = conditions;
  if (IfMatch !== undefined && IfMatch !== '*' && IfMatch.replaceAll('"', '') !== etag)
    throw preconditionFailed('If-Match');
  if (IfMatchLastModifiedTime !== undefined && IfMatchLastModifiedTime !== modifiedAt)
    throw preconditionFailed('x-amz-if-match-last-modified-time');
  if (IfMatchSize !== undefined && IfMatchSize !== size) throw preconditionFailed('x-amz-if-match-size');
}
