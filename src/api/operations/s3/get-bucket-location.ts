import { type BucketInput, findBucket } from './buckets.ts';
import { noSuchBucket } from './errors.ts';
import { bucketPermission } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

/** Any region may be asked. */
export const getBucketLocation = s3Operation<BucketInput>({
  name: 'GetBucketLocation',
  permissions: async ({ Bucket }, call) => {
    const bucket = await findBucket(call.services.store, call.caller.place.partition, Bucket);
    if (bucket === undefined) throw noSuchBucket(Bucket);
    return [bucketPermission('GetBucketLocation', bucket, call)];
  },
  run: async ({ Bucket }, call) => {
    const bucket = await findBucket(call.services.store, call.caller.place.partition, Bucket);
    if (bucket === undefined) throw noSuchBucket(Bucket);
    return bucket.region === 'us-east-1' ? {} : { LocationConstraint: bucket.region };
  },
});
