import { type BucketInput, getBucket } from './buckets.ts';
import { noSuchKey } from './errors.ts';
import { tellOfTags } from './object-events.ts';
import { changeObject } from './objects.ts';
import { onObject } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { checkVersionId } from './version-id.ts';

interface DeleteObjectTaggingInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string;
}

export const deleteObjectTagging = s3Operation<DeleteObjectTaggingInput>({
  name: 'DeleteObjectTagging',
  permissions: onObject('DeleteObjectTagging'),
  run: async (input, call) => {
    checkVersionId(input.VersionId);
    const { Key: key } = input;
    const bucket = await getBucket(input, call);
    const replaced = await changeObject(call, {
      bucket,
      key,
      decide(current) {
        if (current === undefined) throw noSuchKey(key);
        return { ...current, tags: [] };
      },
    });
    tellOfTags(call, { bucket, key, etag: replaced?.etag ?? '' }, 'Object Tags Deleted');
    return {};
  },
});
