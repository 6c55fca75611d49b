import type { ByteRange } from '../../../objects/object-bodies.ts';
import { addPart, uploadAlgorithm } from './add-part.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { openCopiedBytes } from './copied-bytes.ts';
import { type CopySourceInput, copySourceOf, sourceConditions, sourcePermission } from './copy-source.ts';
import { invalidArgument, S3Error } from './errors.ts';
import { serverSideEncryption } from './object-settings.ts';
import { objectPermission } from './permissions.ts';
import { storeKept } from './put-object.ts';
import { receiveBody } from './received-body.ts';
import { s3Operation } from './s3-operation.ts';
import { checkPartNumber, getUpload } from './uploads.ts';

interface UploadPartCopyInput extends BucketInput, CopySourceInput {
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  /** `bytes=0-9`. */
  readonly CopySourceRange?: string;
}

export const uploadPartCopy = s3Operation<UploadPartCopyInput>({
  name: 'UploadPartCopy',
  permissions: async (input, call) => {
    const target = { bucket: await getBucket(input, call), key: input.Key };
    const source = await copySourceOf(input, call);
    const context = { 's3:x-amz-copy-source': `${source.bucket.name}/${source.key}` };
    return [await sourcePermission(source, call), objectPermission('PutObject', target, call, context)];
  },
  run: async (input, call) => {
    const { services } = call;
    const { Key: key, UploadId: uploadId, PartNumber: number } = input;
    const bucket = await getBucket(input, call);
    checkPartNumber(number);
    const reference = { bucket, key, uploadId };
    const upload = (await getUpload(services.store, reference)).body;
    const source = await copySourceOf(input, call);
    const { bytes } = await openCopiedBytes(call, {
      source,
      conditions: sourceConditions(input),
      rangeOf: ({ size }) => rangeOf(input.CopySourceRange, size),
    });
    const algorithm = uploadAlgorithm(upload);
    const body = await receiveBody(services, bytes.chunks(), [algorithm]);
    await body.keep();
    const part = await storeKept(call, [body.bodyId], () => addPart(call, reference, { number, body }));
    return {
      CopyPartResult: {
        ETag: `"${part.etag}"`,
        LastModified: part.modifiedAt,
        [`Checksum${algorithm}`]: part.checksum,
      },
      ServerSideEncryption: serverSideEncryption,
    };
  },
});

function rangeOf(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    const message =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
    throw invalidArgument(message, 'x-amz-copy-source-range', header);
  }
  if (Number(last) >= size) {
    throw new S3Error({
      code: 'InvalidArgument',
      message: `Range specified is not valid for source object of size: ${size}`,
      members: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    });
  }
  return { start: Number(first), end: Number(last) + 1 };
}
