import { checkPolicy, refuseOtherAccounts } from './bucket-policy.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { changeBucket } from './change-bucket.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

interface PutBucketPolicyInput extends BucketInput {
  readonly Policy: string;
}

export const putBucketPolicy = s3Operation<PutBucketPolicyInput>({
  name: 'PutBucketPolicy',
  permissions: onBucket('PutBucketPolicy'),
  run: async (input, call) => {
    const bucket = await getBucket(input, call);
    refuseOtherAccounts(bucket, call);
    checkPolicy(input.Policy, bucket);
    await changeBucket(input, call, (current) => ({ ...current, policy: input.Policy }));
    return {};
  },
});
