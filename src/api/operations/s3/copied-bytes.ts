import type { ByteSource } from '../../../objects/byte-source.ts';
import { openSegments } from '../../../objects/joined-source.ts';
import type { ByteRange } from '../../../objects/object-bodies.ts';
import type { S3ObjectBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import type { CopySource } from './copy-source.ts';
import { operationAborted } from './errors.ts';
import { segmentsOf } from './objects.ts';
import { checkSourceConditions, type ReadConditions } from './preconditions.ts';
import { getObjectBody } from './read-object.ts';

/** What is copied: an object, or a range of it. */
export interface CopiedBytes {
  readonly object: S3ObjectBody;
  readonly bytes: ByteSource;
}

/** Attempts to open an object that is replaced each time between its being found and its being opened. */
const attemptsMax = 8;

/** `rangeOf` says which bytes of the object, and throws where it has not got them. */
export async function openCopiedBytes(
  call: Call,
  {
    source,
    conditions,
    rangeOf,
  }: {
    readonly source: CopySource;
    readonly conditions: ReadConditions;
    readonly rangeOf: (object: S3ObjectBody) => ByteRange;
  },
): Promise<CopiedBytes> {
  const { store, objectBodies } = call.services;
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const object = await getObjectBody(source.bucket, source.key, call);
    checkSourceConditions(conditions, object);
    const range = rangeOf(object);
    const segments = await segmentsOf(store, object);
    const bytes = segments === undefined ? undefined : await openSegments(objectBodies, segments, range);
    if (bytes !== undefined) return { object, bytes };
  }
  throw operationAborted();
}
