import { getBucket } from './buckets.ts';
import { continuationToken, readContinuationToken } from './continuation-token.ts';
import { listKeys } from './list-keys.ts';
import { keyLimit, keySpelling, type ListingInput, listingJson, listPermissions } from './listing.ts';
import { ownerOf } from './owner.ts';
import { s3Operation } from './s3-operation.ts';

interface ListObjectsV2Input extends ListingInput {
  readonly ContinuationToken?: string;
  readonly StartAfter?: string;
  readonly FetchOwner?: boolean;
}

export const listObjectsV2 = s3Operation<ListObjectsV2Input>({
  name: 'ListObjectsV2',
  permissions: listPermissions,
  run: async (input, call) => {
    const { Prefix: prefix = '', Delimiter: delimiter, ContinuationToken, StartAfter } = input;
    const spell = keySpelling(input);
    const bucket = await getBucket(input, call);
    const after = ContinuationToken === undefined ? StartAfter : readContinuationToken(ContinuationToken);
    const max = keyLimit(input);
    const list = await listKeys(call.services.store, { bucket, prefix, delimiter, after, max });
    const owner = input.FetchOwner === true ? ownerOf(bucket.account) : undefined;
    return {
      ...listingJson(input, list, { spell, owner: owner && { ...owner } }),
      Name: bucket.name,
      KeyCount: list.objects.length + list.commonPrefixes.length,
      ...(ContinuationToken !== undefined && { ContinuationToken }),
      ...(list.next !== undefined && { NextContinuationToken: continuationToken(list.next.after) }),
      ...(StartAfter !== undefined && { StartAfter: spell(StartAfter) }),
    };
  },
});
