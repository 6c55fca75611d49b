import type { Place } from '../../../base/arn.ts';
import type { FunctionPolicyBody, FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { functionNotFound } from './errors.ts';
import type { FunctionReference } from './function-reference.ts';

export function functionKey({ account, region }: Place, name: string): ResourceKey<'Function'> {
  return { kind: 'Function', account, region, name };
}

export function versionKey(
  { account, region }: Place,
  { name, version }: { readonly name: string; readonly version: string },
): ResourceKey<'FunctionVersion'> {
  return { kind: 'FunctionVersion', account, region, name: `${name}:${version}` };
}

/** A function as a whole and its `$LATEST` have one policy, every other version has its own. */
export function policyKey({ place, name, qualifier }: FunctionReference): ResourceKey<'FunctionPolicy'> {
  const { account, region } = place;
  const isWhole = qualifier === undefined || qualifier === '$LATEST';
  return { kind: 'FunctionPolicy', account, region, name: isWhole ? name : `${name}:${qualifier}` };
}

/** The function `reference` is to, whichever version it names; throws ResourceNotFoundException. */
export async function getFunction(store: Store, reference: FunctionReference): Promise<Resource<'Function'>> {
  const found = await store.resources.get(functionKey(reference.place, reference.name));
  if (found === undefined) throw functionNotFound(reference.arn);
  return found;
}

/** The version `reference` is to, `$LATEST` where it names none; undefined where there is no such version. */
export async function findVersion(
  store: Store,
  { place, name, qualifier }: FunctionReference,
): Promise<FunctionVersionBody | undefined> {
  if (qualifier === undefined || qualifier === '$LATEST') {
    return (await store.resources.get(functionKey(place, name)))?.body;
  }
  return (await store.resources.get(versionKey(place, { name, version: qualifier })))?.body;
}

/** `findVersion`, or ResourceNotFoundException. */
export async function getVersion(store: Store, reference: FunctionReference): Promise<FunctionVersionBody> {
  const version = await findVersion(store, reference);
  if (version === undefined) throw functionNotFound(reference.arn);
  return version;
}

export async function findPolicy(
  store: Store,
  reference: FunctionReference,
): Promise<FunctionPolicyBody | undefined> {
  return (await store.resources.get(policyKey(reference)))?.body;
}

/** Versions read from the store at a time. */
const readAtOnce = 500;

/** Every published version of a function, the oldest first. */
export async function listVersions(
  store: Store,
  { account, region }: Place,
  name: string,
): Promise<readonly Resource<'FunctionVersion'>[]> {
  const query = { kind: 'FunctionVersion', account, region, prefix: `${name}:`, limit: readAtOnce } as const;
  const versions: Resource<'FunctionVersion'>[] = [];
  let batch = await store.resources.list(query);
  versions.push(...batch);
  while (batch.length === readAtOnce) {
    batch = await store.resources.list({ ...query, after: batch.at(-1)?.name ?? '' });
    versions.push(...batch);
  }
  return versions.sort((left, right) => Number(left.body.version) - Number(right.body.version));
}
