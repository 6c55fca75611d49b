import type { JsonObject } from '../../../base/json.ts';
import { principalName } from '../../../iam/principal.ts';
import type { EcsTaskDefinitionBody } from '../../../store/resources/ecs.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { passRoles, toMake } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { type ContainerDefinition, checkContainers } from './containers.ts';
import { ecsOperation } from './ecs-operation.ts';
import { beingModified } from './errors.ts';
import { namePattern, tagsAsMap } from './names.ts';
import { listFamily, taskDefinitionArn, taskDefinitionJson, taskDefinitionKey } from './task-definitions.ts';

interface RegisterTaskDefinitionInput {
  readonly family: string;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly networkMode?: string;
  readonly containerDefinitions: readonly (ContainerDefinition & JsonObject)[];
  readonly volumes?: readonly JsonObject[];
  readonly placementConstraints?: readonly JsonObject[];
  readonly requiresCompatibilities?: readonly string[];
  readonly cpu?: string;
  readonly memory?: string;
  readonly tags?: readonly (Tag & JsonObject)[];
  readonly runtimePlatform?: JsonObject;
  readonly ephemeralStorage?: JsonObject;
}

export const registerTaskDefinition = ecsOperation<RegisterTaskDefinitionInput>({
  name: 'RegisterTaskDefinition',
  permissions: ({ family, taskRoleArn, executionRoleArn, tags }, { caller: { place } }) => [
    ...toMake('ecs:RegisterTaskDefinition', [taskDefinitionArn(place, `${family}:*`)], tagsAsMap(tags)),
    ...passRoles([taskRoleArn, executionRoleArn], 'ecs-tasks.amazonaws.com', place.account),
  ],
  async run(input, { services: { store, clock }, caller: { place, principal } }) {
    const { family, containerDefinitions, memory, tags } = input;
    if (!namePattern.test(family)) throw new ClientException('Family contains invalid characters.');
    const containers = checkContainers(containerDefinitions, memory);
    checkCompatibilities(input);
    return commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const revision = ((await listFamily(store, place, family)).at(-1)?.body.revision ?? 0) + 1;
        const body: EcsTaskDefinitionBody = {
          arn: taskDefinitionArn(place, `${family}:${revision}`),
          family,
          revision,
          status: 'ACTIVE',
          registeredAt: clock.now(),
          deregisteredAt: undefined,
          registeredBy: principalName(principal),
          taskRoleArn: input.taskRoleArn,
          executionRoleArn: input.executionRoleArn,
          containers,
          tags: tags ?? [],
          reported: reportedOf(input),
        };
        const key = taskDefinitionKey(place, body);
        return {
          changes: [{ type: 'put', key, body, expectedRevision: 0 }],
          result: { taskDefinition: taskDefinitionJson(body), ...optional('tags', tags) },
        };
      },
    });
  },
});

/** What Fargate asks of a definition. Source: API Reference, "RegisterTaskDefinition", requiresCompatibilities. */
function checkCompatibilities({
  requiresCompatibilities = [],
  networkMode,
  cpu,
  memory,
}: RegisterTaskDefinitionInput): void {
  if (!requiresCompatibilities.includes('FARGATE')) return;
  if (networkMode !== 'awsvpc') {
    throw new ClientException("Fargate only supports network mode 'awsvpc'.");
  }
  if (cpu === undefined || memory === undefined) {
    throw new ClientException(
      "Fargate requires task definition to have 'cpu' and 'memory' at the task level.",
    );
  }
}

function reportedOf(input: RegisterTaskDefinitionInput): JsonObject {
  const { requiresCompatibilities } = input;
  return {
    ...optional('networkMode', input.networkMode),
    ...optional('volumes', input.volumes),
    ...optional('placementConstraints', input.placementConstraints),
    ...optional('requiresCompatibilities', requiresCompatibilities),
    ...optional('cpu', input.cpu),
    ...optional('memory', input.memory),
    ...optional('runtimePlatform', input.runtimePlatform),
    ...optional('ephemeralStorage', input.ephemeralStorage),
  };
}
