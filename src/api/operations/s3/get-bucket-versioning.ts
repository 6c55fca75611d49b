import type { BucketInput } from './buckets.ts';
import { getBucket } from './buckets.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

/** No bucket keeps versions; an answer that says nothing is how S3 says so. */
export const getBucketVersioning = s3Operation<BucketInput>({
  name: 'GetBucketVersioning',
  permissions: onBucket('GetBucketVersioning'),
  run: async (input, call) => {
    await getBucket(input, call);
    return {};
  },
});
