import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { Resource, ResourceChange, Store } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from './commit-changes.ts';
import { functionNotFound } from './errors.ts';
import { dropUnusedCode, endUse } from './function-code.ts';
import { type FunctionInput, type FunctionReference, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { getFunction, listVersions, policyKey } from './stored-function.ts';

export const deleteFunction = lambdaOperation<FunctionInput>({
  name: 'DeleteFunction',
  permissions: onFunction('DeleteFunction'),
  run: async (input, call) => {
    const { services } = call;
    const reference = parseFunctionReference(input, call.caller.place);
    if (reference.qualifier === '$LATEST') {
      throw new InvalidParameterValueException(
        '$LATEST version cannot be deleted without deleting the function.',
      );
    }
    const decide = reference.qualifier === undefined ? decideFunction : decideVersion;
    const unused = await commitChanges(services.store, reference.functionArn, () => decide(call, reference));
    services.functions.retire(reference.functionArn);
    for (const codeSha256 of unused) await dropUnusedCode(services, codeSha256);
    return { StatusCode: 204 };
  },
});

/** What is written, and the checksums of code that the function no longer uses. */
interface Deletion {
  readonly changes: readonly ResourceChange[];
  readonly result: readonly string[];
}

/** The function goes with all its versions and policies. */
async function decideFunction({ services }: Call, reference: FunctionReference): Promise<Deletion> {
  const { store } = services;
  const stored = await getFunction(store, reference);
  const versions = await listVersions(store, reference.place, reference.name);
  const policies = await listPolicies(store, reference, versions);
  const codes = new Set(
    [stored.body, ...versions.map(({ body }) => body)].map(({ codeSha256 }) => codeSha256),
  );
  const result = [...codes];
  const changes = [
    deletionOf(stored),
    ...versions.map(deletionOf),
    ...policies.map(deletionOf),
    ...result.map((codeSha256) => endUse(codeSha256, reference.functionArn)),
  ];
  return { changes, result };
}

async function decideVersion({ services }: Call, reference: FunctionReference): Promise<Deletion> {
  const { store } = services;
  const stored = await getFunction(store, reference);
  const versions = await listVersions(store, reference.place, reference.name);
  const version = versions.find(({ body }) => body.version === reference.qualifier);
  if (version === undefined) throw functionNotFound(reference.arn);
  const policies = await listPolicies(store, reference, [version]);
  const { codeSha256 } = version.body;
  const others: readonly FunctionVersionBody[] = [stored.body, ...versions.map(({ body }) => body)];
  const isUsed = others.some((other) => other !== version.body && other.codeSha256 === codeSha256);
  // The function itself is put back unchanged, so that nothing else happens to it meanwhile.
  const { revision, body } = stored;
  const guard = { type: 'put', key: keyOf(stored), body, expectedRevision: revision } as const;
  const changes = [
    guard,
    deletionOf(version),
    ...policies.filter(({ name }) => name === version.name).map(deletionOf),
    ...(isUsed ? [] : [endUse(codeSha256, reference.functionArn)]),
  ];
  return { changes, result: isUsed ? [] : [codeSha256] };
}

/** The policies of the function and of `versions`. */
async function listPolicies(
  store: Store,
  reference: FunctionReference,
  versions: readonly Resource<'FunctionVersion'>[],
): Promise<readonly Resource<'FunctionPolicy'>[]> {
  const qualifiers = [undefined, ...versions.map(({ body }) => body.version)];
  const found = await Promise.all(
    qualifiers.map((qualifier) => store.resources.get(policyKey({ ...reference, qualifier }))),
  );
  return found.filter((policy) => policy !== undefined);
}

function deletionOf(
  resource: Resource<'Function'> | Resource<'FunctionVersion'> | Resource<'FunctionPolicy'>,
): ResourceChange {
  const { kind, account, region, name, revision } = resource;
  // The three kinds differ in their bodies only, which a deletion has none of.
  return {
    type: 'delete',
    key: { kind, account, region, name },
    expectedRevision: revision,
  } as ResourceChange;
}

function keyOf({ kind, account, region, name }: Resource<'Function'>) {
  return { kind, account, region, name };
}
