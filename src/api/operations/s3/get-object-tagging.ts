import { type BucketInput, getBucket } from './buckets.ts';
import { onObject } from './permissions.ts';
import { getObjectBody } from './read-object.ts';
import { s3Operation } from './s3-operation.ts';
import { tagSetJson } from './tag-set.ts';
import { checkVersionId } from './version-id.ts';

interface GetObjectTaggingInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string;
}

export const getObjectTagging = s3Operation<GetObjectTaggingInput>({
  name: 'GetObjectTagging',
  permissions: onObject('GetObjectTagging'),
  run: async (input, call) => {
    checkVersionId(input.VersionId);
    const { tags } = await getObjectBody(await getBucket(input, call), input.Key, call);
    return { TagSet: tagSetJson(tags) };
  },
});
