import type { Place } from '../../../base/arn.ts';
import { type Json, jsonEquals } from '../../../base/json.ts';
import type { FunctionBody, FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Services } from '../../operation.ts';
import { versionKey } from './stored-function.ts';

export interface Publication {
  /** The function, to be written with `changes`. */
  readonly body: FunctionBody;
  readonly version: FunctionVersionBody;
  readonly changes: readonly ResourceChange[];
}

/**
 * A version made of `body` as it is; the last one where nothing has changed since.
 *
 * Source: Developer Guide, "Manage Lambda function versions".
 */
export async function publishVersion(
  { store, newId }: Services,
  place: Place,
  body: FunctionBody,
): Promise<Publication> {
  const { functionArn, name, codeSha256, codeSize, settings, updatedAt, lastPublishedVersion } = body;
  const lastKey = versionKey(place, { name, version: String(lastPublishedVersion) });
  const last = lastPublishedVersion === 0 ? undefined : (await store.resources.get(lastKey))?.body;
  if (last !== undefined && isSame(last, body)) return { body, version: last, changes: [] };
  const version: FunctionVersionBody = {
    functionArn,
    name,
    version: String(lastPublishedVersion + 1),
    codeSha256,
    codeSize,
    settings,
    revisionId: newId(),
    updatedAt,
  };
  const put = { type: 'put', key: versionKey(place, version), body: version, expectedRevision: 0 } as const;
  return { body: { ...body, lastPublishedVersion: lastPublishedVersion + 1 }, version, changes: [put] };
}

function isSame(last: FunctionVersionBody, body: FunctionBody): boolean {
  const [left, right] = [last.settings as unknown as Json, body.settings as unknown as Json];
  return last.codeSha256 === body.codeSha256 && jsonEquals(left, right);
}
