import type { FunctionPolicyBody } from '../../../store/resources/functions.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from './commit-changes.ts';
import { functionNotFound } from './errors.ts';
import type { FunctionReference } from './function-reference.ts';
import { findVersion, functionKey, getFunction, policyKey } from './stored-function.ts';

/**
 * Replaces the policy of the function or version that `reference` is to by what `change` makes of it; undefined stands
 * for no policy.
 */
export async function changePolicy(
  { services: { store, newId } }: Call,
  reference: FunctionReference,
  change: (policy: FunctionPolicyBody | undefined) => FunctionPolicyBody | undefined,
): Promise<void> {
  await commitChanges(store, reference.functionArn, async () => {
    const { body, revision } = await getFunction(store, reference);
    if ((await findVersion(store, reference)) === undefined) throw functionNotFound(reference.arn);
    const key = policyKey(reference);
    const policy = await store.resources.get(key);
    const changed = change(policy?.body);
    // Who may call it is part of the function's own revision; the function cannot be deleted meanwhile either, which
    // would leave the policy to whoever takes the name next.
    const touched: ResourceChange = {
      type: 'put',
      key: functionKey(reference.place, reference.name),
      body: { ...body, revisionId: newId() },
      expectedRevision: revision,
    };
    const expectedRevision = policy?.revision ?? 0;
    const changes: readonly ResourceChange[] = [
      touched,
      changed === undefined
        ? { type: 'delete', key, expectedRevision }
        : { type: 'put', key, body: changed, expectedRevision },
    ];
    return { changes, result: undefined };
  });
}
