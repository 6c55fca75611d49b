import { type BucketInput, getBucket } from './buckets.ts';
import { malformedXml, noSuchKey } from './errors.ts';
import { tellOfTags } from './object-events.ts';
import { changeObject } from './objects.ts';
import { objectPermission } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { requestTagContext, type TagInput, tagsOf } from './tag-set.ts';
import { checkVersionId } from './version-id.ts';

interface PutObjectTaggingInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string;
  readonly Tagging: { readonly TagSet: readonly TagInput[] };
}

export const putObjectTagging = s3Operation<PutObjectTaggingInput>({
  name: 'PutObjectTagging',
  permissions: async (input, call) => {
    const target = { bucket: await getBucket(input, call), key: input.Key };
    return [objectPermission('PutObjectTagging', target, call, requestTagContext(tagsIn(input)))];
  },
  run: async (input, call) => {
    checkVersionId(input.VersionId);
    const { Key: key } = input;
    const bucket = await getBucket(input, call);
    const tags = tagsIn(input);
    const replaced = await changeObject(call, {
      bucket,
      key,
      decide(current) {
        if (current === undefined) throw noSuchKey(key);
        return { ...current, tags };
      },
    });
    tellOfTags(call, { bucket, key, etag: replaced?.etag ?? '' }, 'Object Tags Added');
    return {};
  },
});

function tagsIn({ Tagging }: PutObjectTaggingInput) {
  if (Tagging?.TagSet === undefined) throw malformedXml();
  return tagsOf(Tagging.TagSet);
}
