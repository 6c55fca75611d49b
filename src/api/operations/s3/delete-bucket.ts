import { bucketGateOf } from './bucket-gate.ts';
import { type BucketInput, bucketKey, getBucket, ownedBucketKey } from './buckets.ts';
import { S3Error } from './errors.ts';
import { onBucket } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { deleteUploads } from './uploads.ts';

export const deleteBucket = s3Operation<BucketInput>({
  name: 'DeleteBucket',
  permissions: onBucket('DeleteBucket'),
  run: async (input, call) => {
    const { services } = call;
    const { id } = await getBucket(input, call);
    await bucketGateOf(services).enterAlone(id, async () => {
      const { name, partition, account } = await getBucket(input, call);
      const [first] = await services.store.resources.list({
        kind: 'S3Object',
        account: '',
        region: '',
        prefix: `${id}/`,
        limit: 1,
      });
      if (first !== undefined) {
        throw new S3Error({
          code: 'BucketNotEmpty',
          status: 409,
          message: 'The bucket you tried to delete is not empty',
          members: { BucketName: name },
        });
      }
      await services.store.resources.write([
        { type: 'delete', key: bucketKey(partition, name), expectedRevision: undefined },
        { type: 'delete', key: ownedBucketKey(account, name), expectedRevision: undefined },
      ]);
      // Uploads under way do not keep a bucket.
      await deleteUploads(id, services);
    });
    return {};
  },
});
