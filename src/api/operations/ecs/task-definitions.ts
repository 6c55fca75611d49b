import type { Arn, Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { EcsTaskDefinitionBody } from '../../../store/resources/ecs.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { listAll } from '../jobs/listed.ts';
import { optional } from '../typed-operation.ts';
import { ecsArn, nameIn } from './names.ts';

export interface DefinitionReference {
  readonly family: string;
  readonly revision: number | undefined;
}

export function taskDefinitionKey(
  { account, region }: Place,
  { family, revision }: { readonly family: string; readonly revision: number },
): ResourceKey<'EcsTaskDefinition'> {
  const number = String(revision).padStart(10, '0');
  return { kind: 'EcsTaskDefinition', account, region, name: `${family}:${number}` };
}

/** `FAMILY`, `FAMILY:REVISION`, or the ARN of the latter; undefined for anything else. */
export function parseTaskDefinition(text: string, place: Place): DefinitionReference | undefined {
  const [, family, revision] =
    /^([\w-]+)(?::(\d{1,9}))?$/.exec(nameIn(text, 'task-definition', place) ?? '') ?? [];
  if (family === undefined) return undefined;
  return { family, revision: revision === undefined ? undefined : Number(revision) };
}

/** As policies see what `text` names. */
export function taskDefinitionArn(place: Place, text: string): Arn {
  return ecsArn(place, `task-definition/${nameIn(text, 'task-definition', place) ?? '*'}`);
}

export function listFamily(
  store: Store,
  place: Place,
  family: string,
): Promise<readonly Resource<'EcsTaskDefinition'>[]> {
  return listAll(store, 'EcsTaskDefinition', place, `${family}:`);
}

/** The definition that `text` names: the latest active one of a family, or a revision whatever its status. */
export async function findTaskDefinition(
  store: Store,
  place: Place,
  text: string,
): Promise<Resource<'EcsTaskDefinition'> | undefined> {
  const reference = parseTaskDefinition(text, place);
  if (reference === undefined) return undefined;
  const { family, revision } = reference;
  if (revision !== undefined) return store.resources.get(taskDefinitionKey(place, { family, revision }));
  return (await listFamily(store, place, family)).findLast(({ body }) => body.status === 'ACTIVE');
}

export function taskDefinitionJson(body: EcsTaskDefinitionBody): JsonObject {
  return {
    taskDefinitionArn: body.arn,
    family: body.family,
    revision: body.revision,
    status: body.status,
    containerDefinitions: body.containers,
    ...optional('taskRoleArn', body.taskRoleArn),
    ...optional('executionRoleArn', body.executionRoleArn),
    registeredAt: body.registeredAt,
    ...optional('deregisteredAt', body.deregisteredAt),
    registeredBy: body.registeredBy,
    volumes: [],
    placementConstraints: [],
    requiresAttributes: [],
    compatibilities: ['EC2', 'FARGATE'],
    ...body.reported,
  };
}
