import { refuseOtherAccounts } from './bucket-policy.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { changeBucket } from './change-bucket.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

export const deleteBucketPolicy = s3Operation<BucketInput>({
  name: 'DeleteBucketPolicy',
  permissions: onBucket('DeleteBucketPolicy'),
  run: async (input, call) => {
    refuseOtherAccounts(await getBucket(input, call), call);
    await changeBucket(input, call, (bucket) => ({ ...bucket, policy: undefined }));
    return {};
  },
});
