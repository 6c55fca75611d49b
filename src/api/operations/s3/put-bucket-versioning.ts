import { type BucketInput, getBucket } from './buckets.ts';
import { notImplemented } from './errors.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

export const putBucketVersioning = s3Operation<BucketInput>({
  name: 'PutBucketVersioning',
  permissions: onBucket('PutBucketVersioning'),
  run: async (input, call) => {
    await getBucket(input, call);
    throw notImplemented('Versioning');
  },
});
