import type { Json, JsonObject } from '../../../base/json.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { encodeUri } from '../../sigv4/query-parameters.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { invalidArgument } from './errors.ts';
import type { KeyList } from './list-keys.ts';
import { bucketPermission } from './permissions.ts';

/** What both ways to list objects are asked. */
export interface ListingInput extends BucketInput {
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly EncodingType?: string;
  readonly MaxKeys?: number;
}

/** Keys of one answer. Source: API Reference, "ListObjectsV2". */
const keysMax = 1000;

/** The permission to list, which what is listed may decide. */
export async function listPermissions(input: ListingInput, call: Call): Promise<readonly Permission[]> {
  const { Prefix, Delimiter, MaxKeys } = input;
  const context = {
    ...(Prefix !== undefined && { 's3:prefix': Prefix }),
    ...(Delimiter !== undefined && { 's3:delimiter': Delimiter }),
    ...(MaxKeys !== undefined && { 's3:max-keys': String(MaxKeys) }),
  };
  return [bucketPermission('ListBucket', await getBucket(input, call), call, context)];
}

/** How many keys an answer has at most. Throws InvalidArgument. */
export function keyLimit({ MaxKeys = keysMax }: ListingInput): number {
  if (MaxKeys < 0) {
    const message = 'Argument maxKeys must be an integer between 0 and 2147483647';
    throw invalidArgument(message, 'maxKeys', String(MaxKeys));
  }
  return Math.min(MaxKeys, keysMax);
}

/** How an answer spells keys. Throws InvalidArgument for an encoding that S3 has not. */
export function keySpelling({ EncodingType }: Pick<ListingInput, 'EncodingType'>): (key: string) => string {
  if (EncodingType === undefined) return (key) => key;
  if (EncodingType !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', EncodingType);
  return (key) => key.split('/').map(encodeUri).join('/');
}

export interface ListingSpelling {
  readonly spell: (key: string) => string;
  readonly owner: JsonObject | undefined;
}

/** The members that both answers have. */
export function listingJson(
  input: ListingInput,
  { objects, commonPrefixes, next }: KeyList,
  { spell, owner }: ListingSpelling,
): Record<string, Json> {
  const { Prefix = '', Delimiter, EncodingType } = input;
  return {
    IsTruncated: next !== undefined,
    ...(objects.length > 0 && {
      Contents: objects.map(({ key, object }) => ({
        Key: spell(key),
        LastModified: object.modifiedAt,
        ETag: `"${object.etag}"`,
        ChecksumAlgorithm: [object.checksum.algorithm],
        ChecksumType: object.checksum.type,
        Size: object.size,
        StorageClass: object.settings.storageClass,
        ...(owner !== undefined && { Owner: owner }),
      })),
    }),
    Prefix: spell(Prefix),
    ...(Delimiter !== undefined && { Delimiter: spell(Delimiter) }),
    MaxKeys: keyLimit(input),
    ...(commonPrefixes.length > 0 && {
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: spell(prefix) })),
    }),
    ...(EncodingType !== undefined && { EncodingType }),
  };
}
