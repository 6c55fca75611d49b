import { defaultBusName } from '../../../eventbridge/names.ts';
import { principalName } from '../../../iam/principal.ts';
import type { S3BucketBody, S3ObjectBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { bucketArn } from './buckets.ts';

/** An object that there is from now on. */
export interface CreatedObject {
  readonly bucket: S3BucketBody;
  readonly key: string;
  readonly object: S3ObjectBody;
  readonly reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
}

/** Tells EventBridge in the bucket's account and region, where the bucket says so. Source: User Guide, "EventBridge event message structure". */
export function tellOfObject(call: Call, { bucket, key, object, reason }: CreatedObject): void {
  tell(call, bucket, 'Object Created', {
    object: { key, size: object.size, etag: object.etag, sequencer: sequencerOf(call) },
    reason,
  });
}

export function tellOfDeletion(call: Call, bucket: S3BucketBody, key: string): void {
  tell(call, bucket, 'Object Deleted', {
    object: { key, sequencer: sequencerOf(call) },
    reason: 'DeleteObject',
    'deletion-type': 'Permanently Deleted',
  });
}

export function tellOfTags(
  call: Call,
  { bucket, key, etag }: { readonly bucket: S3BucketBody; readonly key: string; readonly etag: string },
  detailType: 'Object Tags Added' | 'Object Tags Deleted',
): void {
  tell(call, bucket, detailType, { object: { key, etag } });
}

function tell(
  { services, caller, requestId }: Call,
  bucket: S3BucketBody,
  detailType: string,
  detail: Readonly<Record<string, string | Readonly<Record<string, string | number>>>>,
): void {
  if (!bucket.isEventBridgeEnabled) return;
  const { partition, account, region, name } = bucket;
  const sourceIp = caller.context['aws:SourceIp'];
  services.eventBridge.putEvent(
    {
      source: 'aws.s3',
      detailType,
      account,
      region,
      time: services.clock.now(),
      resources: [bucketArn(bucket)],
      detail: {
        version: '0',
        bucket: { name },
        ...detail,
        'request-id': requestId,
        requester:
          caller.principal.kind === 'Anonymous' ? principalName(caller.principal) : caller.place.account,
        ...(typeof sourceIp === 'string' && { 'source-ip-address': sourceIp }),
      },
    },
    { place: { partition, account, region }, name: defaultBusName },
  );
}

/** What tells the order of events about one key. */
function sequencerOf({ services }: Call): string {
  return (services.clock.now() * 1000).toString(16).toUpperCase().padStart(18, '0');
}
