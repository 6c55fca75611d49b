import type { JsonObject } from '../../../base/json.ts';
import type { ByteSource } from '../../../objects/byte-source.ts';
import { openSegments } from '../../../objects/joined-source.ts';
import type { Call } from '../../operation.ts';
import { operationAborted } from './errors.ts';
import { segmentsOf } from './objects.ts';
import { findForReading, type ReadObjectInput, readPermissions } from './read-object.ts';
import { s3Operation } from './s3-operation.ts';

/** Attempts to open an object that is replaced each time between its being found and its being opened. */
const attemptsMax = 8;

export const getObject = s3Operation<ReadObjectInput>({
  name: 'GetObject',
  permissions: readPermissions,
  run: async (input, call) => {
    const { output, bytes } = await openObject(input, call);
    if (call.answerBody === undefined) bytes.discard();
    else call.answerBody(bytes);
    return output;
  },
});

async function openObject(
  input: ReadObjectInput,
  call: Call,
): Promise<{ readonly output: JsonObject; readonly bytes: ByteSource }> {
  const { store, objectBodies } = call.services;
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const { object, range, output } = await findForReading(input, call);
    const segments = await segmentsOf(store, object);
    const bytes = segments === undefined ? undefined : await openSegments(objectBodies, segments, range);
    if (bytes !== undefined) return { output, bytes };
  }
  throw operationAborted();
}
