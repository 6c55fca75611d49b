import type { S3UploadBody } from '../../../store/resources/s3.ts';
import { addPart, uploadAlgorithm } from './add-part.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { invalidRequest } from './errors.ts';
import { refuseCustomerKeys, serverSideEncryption } from './object-settings.ts';
import { onObject } from './permissions.ts';
import { sourceOf, storeKept } from './put-object.ts';
import { keepIf, receiveBody } from './received-body.ts';
import { s3Operation } from './s3-operation.ts';
import { type StatedChecksum, statedChecksum } from './stated-checksum.ts';
import { checkPartNumber, getUpload } from './uploads.ts';

interface UploadPartInput extends BucketInput {
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  readonly SSECustomerAlgorithm?: string;
}

export const uploadPart = s3Operation<UploadPartInput>({
  name: 'UploadPart',
  permissions: onObject('PutObject'),
  run: async (input, call) => {
    const { services } = call;
    const { Key: key, UploadId: uploadId, PartNumber: number } = input;
    const bucket = await getBucket(input, call);
    refuseCustomerKeys(input);
    checkPartNumber(number);
    const reference = { bucket, key, uploadId };
    const upload = (await getUpload(services.store, reference)).body;
    const source = sourceOf(call);
    const stated = statedChecksum({ ...input }, source);
    checkAlgorithm(stated, upload);
    const algorithms = [
      uploadAlgorithm(upload),
      ...(stated.algorithm === undefined ? [] : [stated.algorithm]),
    ];
    const body = await receiveBody(services, source.chunks(), algorithms);
    await keepIf(body, () => stated.check(body));
    const part = await storeKept(call, [body.bodyId], () => addPart(call, reference, { number, body }));
    const answered = stated.algorithm ?? algorithms[0];
    return {
      ETag: `"${part.etag}"`,
      [`Checksum${answered}`]: body.checksums.get(answered as NonNullable<typeof answered>) ?? '',
      ServerSideEncryption: serverSideEncryption,
    };
  },
});

function checkAlgorithm({ algorithm }: StatedChecksum, upload: S3UploadBody): void {
  if (algorithm === undefined || !upload.isChecksumAsked || algorithm === upload.checksumAlgorithm) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${algorithm.toLowerCase()}`,
  );
}
