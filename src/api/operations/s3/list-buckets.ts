import type { Json } from '../../../base/json.ts';
import { bucketArn, findBucket } from './buckets.ts';
import { continuationToken, readContinuationToken } from './continuation-token.ts';
import { ownerOf } from './owner.ts';
import { s3Operation } from './s3-operation.ts';

interface ListBucketsInput {
  readonly MaxBuckets?: number;
  readonly ContinuationToken?: string;
  readonly Prefix?: string;
  readonly BucketRegion?: string;
}

/** Buckets of one answer. Source: API Reference, "ListBuckets". */
const bucketsMax = 10_000;

export const listBuckets = s3Operation<ListBucketsInput>({
  name: 'ListBuckets',
  permissions: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  run: async ({ MaxBuckets = bucketsMax, ContinuationToken, Prefix, BucketRegion }, call) => {
    const { store } = call.services;
    const { account, partition } = call.caller.place;
    const found: Json[] = [];
    let after = ContinuationToken === undefined ? undefined : readContinuationToken(ContinuationToken);
    let isTruncated = false;
    while (found.length < MaxBuckets) {
      const limit = MaxBuckets - found.length + 1;
      const page = await store.resources.list({
        kind: 'S3OwnedBucket',
        account,
        region: '',
        ...(Prefix !== undefined && { prefix: Prefix }),
        ...(after !== undefined && { after }),
        limit,
      });
      for (const { name } of page.slice(0, limit - 1)) {
        after = name;
        const bucket = await findBucket(store, partition, name);
        if (bucket === undefined || (BucketRegion !== undefined && bucket.region !== BucketRegion)) continue;
        found.push({
          Name: name,
          CreationDate: bucket.createdAt,
          BucketRegion: bucket.region,
          BucketArn: bucketArn(bucket),
        });
      }
      isTruncated = page.length === limit;
      if (!isTruncated) break;
    }
    return {
      Buckets: found,
      Owner: ownerOf(account),
      ...(isTruncated && after !== undefined && { ContinuationToken: continuationToken(after) }),
      ...(Prefix !== undefined && { Prefix }),
    };
  },
});
