import type { BucketInput } from './buckets.ts';
import { changeBucket } from './change-bucket.ts';
import { notImplemented } from './errors.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';

interface PutBucketNotificationConfigurationInput extends BucketInput {
  readonly NotificationConfiguration?: {
    readonly EventBridgeConfiguration?: object;
    readonly TopicConfigurations?: readonly object[];
    readonly QueueConfigurations?: readonly object[];
    readonly LambdaFunctionConfigurations?: readonly object[];
  };
}

export const putBucketNotificationConfiguration = s3Operation<PutBucketNotificationConfigurationInput>({
  name: 'PutBucketNotificationConfiguration',
  permissions: onBucket('PutBucketNotification'),
  run: async (input, call) => {
    const { NotificationConfiguration: configuration = {} } = input;
    for (const name of [
      'TopicConfigurations',
      'QueueConfigurations',
      'LambdaFunctionConfigurations',
    ] as const) {
      if ((configuration[name]?.length ?? 0) > 0)
        throw notImplemented(`${name} (EventBridgeConfiguration is)`);
    }
    const isEventBridgeEnabled = configuration.EventBridgeConfiguration !== undefined;
    await changeBucket(input, call, (bucket) => ({ ...bucket, isEventBridgeEnabled }));
    return {};
  },
});
