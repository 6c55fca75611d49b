import type { JsonObject } from '../../../base/json.ts';
import type { FunctionBody } from '../../../store/resources/functions.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from './commit-changes.ts';
import { PreconditionFailedException } from './errors.ts';
import { configurationJson, versionArn } from './function-json.ts';
import { checkNamesWholeFunction, type FunctionReference } from './function-reference.ts';
import { publishVersion } from './publish-version.ts';
import { functionKey, getFunction } from './stored-function.ts';

/** What becomes of a function, and what is written with it. */
export interface FunctionChange {
  readonly body: FunctionBody;
  readonly changes?: readonly ResourceChange[];
  readonly publishes?: boolean;
}

/**
 * Replaces the function that `reference` is to by what `change` makes of it, under a revision id of its own, and gives
 * its configuration, or that of the version it publishes. Processes that run it as it was end.
 *
 * Throws PreconditionFailedException where `revisionId` is given and another one than the function's.
 */
export async function changeFunction(
  { services }: Call,
  {
    reference,
    revisionId,
  }: { readonly reference: FunctionReference; readonly revisionId: string | undefined },
  change: (body: FunctionBody) => FunctionChange | Promise<FunctionChange>,
): Promise<JsonObject> {
  const { store, clock, functions, newId } = services;
  const { place, name, functionArn } = reference;
  checkNamesWholeFunction(reference);
  const configuration = await commitChanges(store, functionArn, async () => {
    const { body, revision } = await getFunction(store, reference);
    checkRevisionId(body, revisionId);
    const { body: made, changes = [], publishes = false } = await change(body);
    const changed = { ...made, revisionId: newId(), updatedAt: clock.now() };
    const publication = publishes ? await publishVersion(services, place, changed) : undefined;
    const put = {
      type: 'put',
      key: functionKey(place, name),
      body: publication?.body ?? changed,
      expectedRevision: revision,
    } as const;
    const result =
      publication === undefined
        ? configurationJson(changed, functionArn)
        : configurationJson(publication.version, versionArn(publication.version));
    return { changes: [put, ...changes, ...(publication?.changes ?? [])], result };
  });
  functions.retire(functionArn);
  return configuration;
}

export function checkRevisionId({ revisionId }: FunctionBody, expected: string | undefined): void {
  if (expected === undefined || expected === revisionId) return;
  throw new PreconditionFailedException('GetFunction/GetAlias');
}
