import type { Arn } from '../../../base/arn.ts';
import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { ResourceKey, Store } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { noSuchBucket, S3Error } from './errors.ts';

/** The members by which a request names a bucket. */
export interface BucketInput {
  readonly Bucket: string;
  /** The account that the bucket must belong to. */
  readonly ExpectedBucketOwner?: string;
}

export function bucketKey(partition: string, name: string): ResourceKey<'S3Bucket'> {
  return { kind: 'S3Bucket', account: '', region: '', name: `${partition}/${name}` };
}

export function ownedBucketKey(account: string, name: string): ResourceKey<'S3OwnedBucket'> {
  return { kind: 'S3OwnedBucket', account, region: '', name };
}

export function bucketArn({ partition, name }: Pick<S3BucketBody, 'partition' | 'name'>): Arn {
  return `arn:${partition}:s3:::${name}`;
}

/** The name of a bucket, which an ARN may say too. */
export function bucketNameOf(bucket: string): string {
  return bucket.startsWith('arn:') ? bucket.slice(bucket.lastIndexOf(':') + 1) : bucket;
}

export async function findBucket(
  store: Store,
  partition: string,
  name: string,
): Promise<S3BucketBody | undefined> {
  return (await store.resources.get(bucketKey(partition, bucketNameOf(name))))?.body;
}

/**
 * The bucket that a request names, in whichever account of the caller's partition.
 *
 * Throws NoSuchBucket, AccessDenied where it is not whose the request says, and PermanentRedirect where it is in another region
 * than the caller asks.
 */
export async function getBucket(
  { Bucket, ExpectedBucketOwner }: BucketInput,
  call: Call,
): Promise<S3BucketBody> {
  const { place } = call.caller;
  const bucket = await findBucket(call.services.store, place.partition, Bucket);
  if (bucket === undefined) throw noSuchBucket(Bucket);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== bucket.account) {
    throw new S3Error({ code: 'AccessDenied', status: 403, message: 'Access Denied' });
  }
  // Who signs nothing asks no region.
  if (bucket.region !== place.region && call.caller.principal.kind !== 'Anonymous') throw redirectTo(bucket);
  return bucket;
}

function redirectTo({ name, region }: S3BucketBody): S3Error {
  return new S3Error({
    code: 'PermanentRedirect',
    status: 301,
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    members: { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name, BucketRegion: region },
  });
}
