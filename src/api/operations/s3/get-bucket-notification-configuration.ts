import { type BucketInput, getBucket } from './buckets.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

export const getBucketNotificationConfiguration = s3Operation<BucketInput>({
  name: 'GetBucketNotificationConfiguration',
  permissions: onBucket('GetBucketNotification'),
  run: async (input, call) => {
    const { isEventBridgeEnabled } = await getBucket(input, call);
    return isEventBridgeEnabled ? { EventBridgeConfiguration: {} } : {};
  },
});
