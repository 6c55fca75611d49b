import type { S3ObjectBody } from '../../../store/resources/s3.ts';
import type { Call, RequestBody } from '../../operation.ts';
import { type BucketInput, getBucket } from './buckets.ts';
import { checksumJson } from './checksum-json.ts';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';
import { tellOfObject } from './object-events.ts';
import { checkKey, type SettingsInput, serverSideEncryption, settingsOf } from './object-settings.ts';
import { changeObject, findObject, modificationTime } from './objects.ts';
import { checkWriteConditions, type WriteConditions } from './preconditions.ts';
import { putPermissions } from './put-permissions.ts';
import { keepIf, receiveBody } from './received-body.ts';
import { s3Operation } from './s3-operation.ts';
import { defaultAlgorithm, statedChecksum } from './stated-checksum.ts';
import { tagsOfHeader } from './tag-set.ts';

interface PutObjectInput extends BucketInput, SettingsInput, WriteConditions {
  readonly Key: string;
  readonly Tagging?: string;
  readonly ChecksumAlgorithm?: string;
  readonly ContentMD5?: string;
  readonly WriteOffsetBytes?: number;
}

/** Bytes that one request may bring. Source: User Guide, "Amazon S3 multipart upload limits". */
const uploadBytesMax = 5 * 1024 * 1024 * 1024;

export const putObject = s3Operation<PutObjectInput>({
  name: 'PutObject',
  permissions: (input, call) => putPermissions(input, call),
  run: async (input, call) => {
    const { services } = call;
    const { Key: key } = input;
    const bucket = await getBucket(input, call);
    checkKey(key);
    if (input.WriteOffsetBytes !== undefined) throw notImplemented('Appending to objects');
    const settings = settingsOf(input);
    const tags = tagsOfHeader(input.Tagging);
    const source = sourceOf(call);
    const stated = statedChecksum({ ...input }, source);
    checkWriteConditions(input, key, (await findObject(services.store, bucket, key))?.body);
    const algorithm = stated.algorithm ?? defaultAlgorithm;
    const body = await receiveBody(services, source.chunks(), [algorithm]);
    await keepIf(body, () => stated.check(body));
    const object: S3ObjectBody = {
      bodyId: body.bodyId,
      size: body.length,
      etag: body.md5.toString('hex'),
      modifiedAt: modificationTime(services),
      partCount: undefined,
      checksum: { algorithm, value: body.checksums.get(algorithm) ?? '', type: 'FULL_OBJECT' },
      settings,
      tags,
    };
    await storeKept(call, [body.bodyId], () =>
      changeObject(call, {
        bucket,
        key,
        decide: (current) => {
          checkWriteConditions(input, key, current);
          return object;
        },
      }),
    );
    tellOfObject(call, { bucket, key, object, reason: 'PutObject' });
    return {
      ETag: `"${object.etag}"`,
      ...checksumJson(object.checksum),
      ServerSideEncryption: serverSideEncryption,
    };
  },
});

/** The bytes that a request brings. Throws EntityTooLarge. */
export function sourceOf({ body }: Call): RequestBody {
  if (body === undefined) throw invalidRequest('The request has no body.');
  if (body.length <= uploadBytesMax) return body;
  throw new S3Error({
    code: 'EntityTooLarge',
    message: 'Your proposed upload exceeds the maximum allowed size',
    members: { ProposedSize: body.length, MaxSizeAllowed: uploadBytesMax },
  });
}

/** Lets go of bytes that were kept, where what was to refer to them could not be written. */
export async function storeKept<Result>(
  { services }: Call,
  bodyIds: readonly string[],
  store: () => Promise<Result>,
): Promise<Result> {
  try {
    return await store();
  } catch (error) {
    await services.objectBodies.delete(bodyIds);
    throw error;
  }
}
