import type { S3BucketBody, S3UploadBody, S3UploadedPartBody } from '../../../store/resources/s3.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import type { Services } from '../../operation.ts';
import { invalidArgument, noSuchUpload } from './errors.ts';

export type StoredUpload = Resource<'S3Upload'>;

/** The highest number that a part can have. Source: User Guide, "Amazon S3 multipart upload limits". */
export const partNumberMax = 10_000;

/** Parts that are read at a time. */
const pageMax = 1000;

/** Between a key and an upload's id: no key that has it sorts between the uploads of another. */
const separator = '\u0000';

export interface UploadReference {
  readonly bucket: S3BucketBody;
  readonly key: string;
  readonly uploadId: string;
}

export function uploadKey({ bucket, key, uploadId }: UploadReference): ResourceKey<'S3Upload'> {
  return {
    kind: 'S3Upload',
    account: '',
    region: '',
    name: `${bucket.id}/${key}${separator}${uploadId}`,
  };
}

/** What the name of an upload begins behind, for lists that go on at a key or at an upload of it. */
export function uploadMarker(key: string, uploadId: string | undefined): string {
  return uploadId === undefined ? `${key}${separator}\u{10ffff}` : `${key}${separator}${uploadId}`;
}

export function partKey(uploadId: string, number: number): ResourceKey<'S3UploadedPart'> {
  return {
    kind: 'S3UploadedPart',
    account: '',
    region: '',
    name: `${uploadId}/${String(number).padStart(5, '0')}`,
  };
}

/** Throws NoSuchUpload. */
export async function getUpload(store: Store, reference: UploadReference): Promise<StoredUpload> {
  const found = await store.resources.get(uploadKey(reference));
  if (found === undefined) throw noSuchUpload(reference.uploadId);
  return found;
}

export function checkPartNumber(number: number): void {
  if (number >= 1 && number <= partNumberMax) return;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${partNumberMax}, inclusive`,
    'partNumber',
    String(number),
  );
}

/** All parts of an upload, by number. */
export async function listUploadedParts(
  store: Store,
  uploadId: string,
): Promise<readonly S3UploadedPartBody[]> {
  const parts: S3UploadedPartBody[] = [];
  for (;;) {
    const after = parts.at(-1)?.number;
    const page = await store.resources.list({
      kind: 'S3UploadedPart',
      account: '',
      region: '',
      prefix: `${uploadId}/`,
      ...(after !== undefined && { after: partKey(uploadId, after).name }),
      limit: pageMax,
    });
    parts.push(...page.map(({ body }) => body));
    if (page.length < pageMax) return parts;
  }
}

/** Deletes an upload with its parts; `conflict` where somebody else ended it. */
export async function deleteUpload(
  { store, objectBodies }: Services,
  upload: StoredUpload,
): Promise<'written' | 'conflict'> {
  const { body, revision, ...key } = upload;
  // First the upload, so that no part joins it any more.
  const outcome = await store.resources.write([{ type: 'delete', key, expectedRevision: revision }]);
  if (outcome === 'conflict') return outcome;
  const parts = await listUploadedParts(store, body.id);
  if (parts.length > 0) await store.resources.write(partDeletions(body, parts));
  await objectBodies.delete(parts.map(({ bodyId }) => bodyId));
  return outcome;
}

export function partDeletions({ id }: S3UploadBody, parts: readonly S3UploadedPartBody[]) {
  return parts.map(
    ({ number }) => ({ type: 'delete', key: partKey(id, number), expectedRevision: undefined }) as const,
  );
}

/** Deletes all uploads of a bucket that is gone. */
export async function deleteUploads(bucketId: string, services: Services): Promise<void> {
  for (;;) {
    const page = await services.store.resources.list({
      kind: 'S3Upload',
      account: '',
      region: '',
      prefix: `${bucketId}/`,
      limit: pageMax,
    });
    for (const upload of page) await deleteUpload(services, upload);
    if (page.length < pageMax) return;
  }
}
