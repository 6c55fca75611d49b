import { noSuchBucketPolicy, refuseOtherAccounts } from './bucket-policy.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

export const getBucketPolicy = s3Operation<BucketInput>({
  name: 'GetBucketPolicy',
  permissions: onBucket('GetBucketPolicy'),
  run: async (input, call) => {
    const bucket = await getBucket(input, call);
    refuseOtherAccounts(bucket, call);
    if (bucket.policy === undefined) throw noSuchBucketPolicy(bucket);
    return { Policy: bucket.policy };
  },
});
