import { type BucketInput, bucketArn, getBucket } from './buckets.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

export const headBucket = s3Operation<BucketInput>({
  name: 'HeadBucket',
  permissions: onBucket('ListBucket'),
  run: async (input, call) => {
    const bucket = await getBucket(input, call);
    return { BucketArn: bucketArn(bucket), BucketRegion: bucket.region, AccessPointAlias: false };
  },
});
