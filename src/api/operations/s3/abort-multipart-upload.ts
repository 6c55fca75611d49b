import { type BucketInput, getBucket } from './buckets.ts';
import { noSuchUpload, preconditionFailed } from './errors.ts';
import { onObject } from './permissions.ts';
import { s3Operation } from './s3-operation.ts';
import { deleteUpload, getUpload } from './uploads.ts';

interface AbortMultipartUploadInput extends BucketInput {
  readonly Key: string;
  readonly UploadId: string;
  /** Epoch milliseconds. */
  readonly IfMatchInitiatedTime?: number;
}

export const abortMultipartUpload = s3Operation<AbortMultipartUploadInput>({
  name: 'AbortMultipartUpload',
  permissions: onObject('AbortMultipartUpload'),
  run: async (input, call) => {
    const { Key: key, UploadId: uploadId, IfMatchInitiatedTime } = input;
    const bucket = await getBucket(input, call);
    const upload = await getUpload(call.services.store, { bucket, key, uploadId });
    if (IfMatchInitiatedTime !== undefined && IfMatchInitiatedTime !== wholeSecond(upload.body.beganAt))
      throw preconditionFailed('x-amz-if-match-initiated-time');
    if ((await deleteUpload(call.services, upload)) === 'conflict') throw noSuchUpload(uploadId);
    return {};
  },
});

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
