import { AwsError } from '../../../base/aws-error.ts';
import type { Json } from '../../../base/json.ts';
import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { type DeletionConditions, deleteOne } from './delete-object.ts';
import { malformedXml } from './errors.ts';
import { denialOf, objectPermission } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { checkVersionId } from './version-id.ts';

interface DeleteObjectsInput extends BucketInput {
  readonly Delete: { readonly Objects: readonly ObjectIdentifier[]; readonly Quiet?: boolean };
}

interface ObjectIdentifier {
  readonly Key: string;
  readonly VersionId?: string;
  readonly ETag?: string;
  readonly LastModifiedTime?: number;
  readonly Size?: number;
}

/** Objects of one request. Source: API Reference, "DeleteObjects". */
const objectsMax = 1000;

/** Objects that are deleted at a time. */
const deletionsAtOnceMax = 50;

/** Each object is allowed or denied for itself, and the answer says which were. */
export const deleteObjects = s3Operation<DeleteObjectsInput>({
  name: 'DeleteObjects',
  permissions: () => [],
  run: async (input, call) => {
    const { Objects: objects = [], Quiet: isQuiet = false } = input.Delete ?? {};
    if (objects.length === 0 || objects.length > objectsMax) throw malformedXml();
    const bucket = await getBucket(input, call);
    const deleted: Json[] = [];
    const errors: Json[] = [];
    for (let index = 0; index < objects.length; index += deletionsAtOnceMax) {
      const some = objects.slice(index, index + deletionsAtOnceMax);
      const outcomes = await Promise.all(some.map((object) => outcomeOf(call, bucket, object)));
      for (const [position, error] of outcomes.entries()) {
        const { Key } = some[position] as ObjectIdentifier;
        if (error !== undefined) errors.push({ Key, Code: error.code, Message: error.message });
        else if (!isQuiet) deleted.push({ Key });
      }
    }
    return {
      ...(deleted.length > 0 && { Deleted: deleted }),
      ...(errors.length > 0 && { Errors: errors }),
    };
  },
});

async function outcomeOf(
  call: Call,
  bucket: S3BucketBody,
  { Key: key, VersionId, ETag, LastModifiedTime, Size }: ObjectIdentifier,
): Promise<AwsError | undefined> {
  const denial = await denialOf(objectPermission('DeleteObject', { bucket, key }, call), call);
  if (denial !== undefined) return denial;
  const conditions: DeletionConditions = {
    ...(ETag !== undefined && { IfMatch: ETag }),
    ...(LastModifiedTime !== undefined && { IfMatchLastModifiedTime: LastModifiedTime }),
    ...(Size !== undefined && { IfMatchSize: Size }),
  };
  try {
    checkVersionId(VersionId);
    await deleteOne(call, { bucket, key }, conditions);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
