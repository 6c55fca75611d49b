import type { Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { BatchJobDefinitionBody } from '../../../store/resources/batch.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { listAll } from '../jobs/listed.ts';
import { nameIn } from './names.ts';

/** A definition by its name, and its revision where one is named. */
export interface DefinitionReference {
  readonly name: string;
  readonly revision: number | undefined;
}

export function jobDefinitionKey(
  { account, region }: Place,
  { name, revision }: { readonly name: string; readonly revision: number },
): ResourceKey<'BatchJobDefinition'> {
  const number = String(revision).padStart(10, '0');
  return { kind: 'BatchJobDefinition', account, region, name: `${name}:${number}` };
}

/** `NAME`, `NAME:REVISION`, or the ARN of either; undefined for anything else. */
export function parseDefinition(text: string, place: Place): DefinitionReference | undefined {
  const name = nameIn(text, 'job-definition', place);
  const [, plain, revision] = /^([A-Za-z0-9][\w-]*)(?::(\d{1,9}))?$/.exec(name ?? '') ?? [];
  if (plain === undefined) return undefined;
  return { name: plain, revision: revision === undefined ? undefined : Number(revision) };
}

/** Every revision of a definition, the oldest first. */
export function listRevisions(
  store: Store,
  place: Place,
  name: string,
): Promise<readonly Resource<'BatchJobDefinition'>[]> {
  return listAll(store, 'BatchJobDefinition', place, `${name}:`);
}

/** The active definition that `text` names, the latest where it names no revision; undefined where there is none. */
export async function findActiveDefinition(
  store: Store,
  place: Place,
  text: string,
): Promise<Resource<'BatchJobDefinition'> | undefined> {
  const reference = parseDefinition(text, place);
  if (reference === undefined) return undefined;
  const { name, revision } = reference;
  if (revision === undefined) {
    const revisions = await listRevisions(store, place, name);
    return revisions.findLast(({ body }) => body.status === 'ACTIVE');
  }
  const found = await store.resources.get(jobDefinitionKey(place, { name, revision }));
  return found?.body.status === 'ACTIVE' ? found : undefined;
}

export function definitionNotFound(text: string): ClientException {
  return new ClientException(`JobDefinition name ${text} does not exist or is not in ACTIVE status`);
}

export function jobDefinitionJson({
  arn,
  name,
  revision,
  status,
  reported,
}: BatchJobDefinitionBody): JsonObject {
  return {
    jobDefinitionName: name,
    jobDefinitionArn: arn,
    revision,
    status,
    type: 'container',
    containerOrchestrationType: 'ECS',
    parameters: {},
    tags: {},
    ...reported,
  };
}
