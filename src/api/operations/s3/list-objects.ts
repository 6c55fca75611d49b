import { getBucket } from './buckets.ts';
import { afterMarker, listKeys } from './list-keys.ts';
import { keyLimit, keySpelling, type ListingInput, listingJson, listPermissions } from './listing.ts';
import { ownerOf } from './owner.ts';
import { s3Operation } from './s3-operation.ts';

interface ListObjectsInput extends ListingInput {
  readonly Marker?: string;
}

export const listObjects = s3Operation<ListObjectsInput>({
  name: 'ListObjects',
  permissions: listPermissions,
  run: async (input, call) => {
    const { Prefix: prefix = '', Delimiter: delimiter, Marker = '' } = input;
    const spell = keySpelling(input);
    const bucket = await getBucket(input, call);
    const after = Marker === '' ? undefined : afterMarker(Marker, prefix, delimiter);
    const max = keyLimit(input);
    const list = await listKeys(call.services.store, { bucket, prefix, delimiter, after, max });
    return {
      ...listingJson(input, list, { spell, owner: { ...ownerOf(bucket.account) } }),
      Name: bucket.name,
      Marker: spell(Marker),
      // Without a delimiter the last key says it.
      ...(list.next !== undefined && delimiter !== undefined && { NextMarker: spell(list.next.last) }),
    };
  },
});
