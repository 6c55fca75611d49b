import type { Segment } from '../../../objects/joined-source.ts';
import type { S3BucketBody, S3ObjectBody, S3PartsBody } from '../../../store/resources/s3.ts';
import type { Resource, ResourceChange, ResourceKey, Store } from '../../../store/store.ts';
import type { Call, Services } from '../../operation.ts';
import { bucketGateOf } from './bucket-gate.ts';
import { findBucket } from './buckets.ts';
import { noSuchBucket, operationAborted } from './errors.ts';

export type StoredObject = Resource<'S3Object'>;

export function objectKey({ id }: Pick<S3BucketBody, 'id'>, key: string): ResourceKey<'S3Object'> {
  return { kind: 'S3Object', account: '', region: '', name: `${id}/${key}` };
}

export function partsKey(bodyId: string): ResourceKey<'S3Parts'> {
  return { kind: 'S3Parts', account: '', region: '', name: bodyId };
}

export function findObject(
  store: Store,
  bucket: S3BucketBody,
  key: string,
): Promise<StoredObject | undefined> {
  return store.resources.get(objectKey(bucket, key));
}

/** Where an object's bytes are, in order; undefined where it was replaced meanwhile. */
export async function segmentsOf(
  store: Store,
  { bodyId, size, partCount }: S3ObjectBody,
): Promise<readonly Segment[] | undefined> {
  if (partCount === undefined) return [{ bodyId, length: size }];
  return (await store.resources.get(partsKey(bodyId)))?.body.parts;
}

/** What becomes of an object: its successor, or undefined for none. */
export interface ObjectChange {
  readonly bucket: S3BucketBody;
  readonly key: string;
  /** Asked about what is there by then, again after a conflict. Throws where it must not be changed. */
  readonly decide: (current: S3ObjectBody | undefined) => S3ObjectBody | undefined;
  /** The parts of the successor, where it has any. */
  readonly parts?: S3PartsBody;
  /** Changes that are made together with it, of resources that nobody else writes. */
  readonly besides?: readonly ResourceChange[];
}

/** Attempts before a write that always meets a conflict is given back to the caller. */
const attemptsMax = 32;

/** Replaces an object, or deletes it, and then lets go of the bytes it had. Answers what there was. */
export async function changeObject(call: Call, change: ObjectChange): Promise<S3ObjectBody | undefined> {
  const { services } = call;
  const { bucket } = change;
  return bucketGateOf(services).enter(bucket.id, async () => {
    const current = await findBucket(services.store, bucket.partition, bucket.name);
    if (current?.id !== bucket.id) throw noSuchBucket(bucket.name);
    for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
      const written = await attempt(services, change);
      if (written !== 'conflict') return written.replaced;
    }
    throw operationAborted();
  });
}

async function attempt(
  services: Services,
  { bucket, key, decide, parts, besides = [] }: ObjectChange,
): Promise<'conflict' | { readonly replaced: S3ObjectBody | undefined }> {
  const { store } = services;
  const found = await findObject(store, bucket, key);
  const replaced = found?.body;
  const successor = decide(replaced);
  const isSameBody = successor?.bodyId === replaced?.bodyId;
  const oldSegments = replaced === undefined || isSameBody ? undefined : await segmentsOf(store, replaced);
  const expectedRevision = found?.revision ?? 0;
  const own = objectKey(bucket, key);
  const changes: ResourceChange[] = [...besides];
  if (successor !== undefined) changes.push({ type: 'put', key: own, body: successor, expectedRevision });
  else if (found !== undefined) changes.push({ type: 'delete', key: own, expectedRevision });
  if (parts !== undefined && successor !== undefined)
    changes.push({ type: 'put', key: partsKey(successor.bodyId), body: parts, expectedRevision: 0 });
  if (replaced?.partCount !== undefined && !isSameBody)
    changes.push({ type: 'delete', key: partsKey(replaced.bodyId), expectedRevision: undefined });
  if (changes.length > 0 && (await store.resources.write(changes)) === 'conflict') return 'conflict';
  if (oldSegments !== undefined) await services.objectBodies.delete(oldSegments.map(({ bodyId }) => bodyId));
  return { replaced };
}

/** The time of a change, as objects have it. */
export function modificationTime({ clock }: Services): number {
  return Math.floor(clock.now() / 1000) * 1000;
}
