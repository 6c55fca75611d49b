import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { type BucketInput, bucketKey, getBucket } from './buckets.ts';
import { noSuchBucket, operationAborted } from './errors.ts';

/** Replaces what is kept of a bucket by what `change` makes of it. */
export async function changeBucket(
  input: BucketInput,
  call: Call,
  change: (bucket: S3BucketBody) => S3BucketBody,
): Promise<void> {
  const { name, partition } = await getBucket(input, call);
  const { store } = call.services;
  const key = bucketKey(partition, name);
  await commitChanges({
    store,
    giveUp: operationAborted,
    decide: async () => {
      const found = await store.resources.get(key);
      if (found === undefined) throw noSuchBucket(name);
      const { body, revision } = found;
      return {
        changes: [{ type: 'put', key, body: change(body), expectedRevision: revision }],
        result: undefined,
      };
    },
  });
}
