import type { Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { EcsContainer, EcsTaskBody, EcsTaskDefinitionBody } from '../../../store/resources/ecs.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { optional } from '../typed-operation.ts';
import type { ContainerDefinition, KeyValue } from './containers.ts';
import { InvalidParameterException } from './errors.ts';
import { ecsArn } from './names.ts';

export interface ContainerOverride {
  readonly name?: string;
  readonly command?: readonly string[];
  readonly environment?: readonly KeyValue[];
  readonly cpu?: number;
  readonly memory?: number;
}

export interface TaskOverride {
  readonly containerOverrides?: readonly (ContainerOverride & JsonObject)[];
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly cpu?: string;
  readonly memory?: string;
}

/** What a new task is made of. */
export interface TaskPlan {
  readonly place: Place;
  readonly clusterName: string;
  readonly definition: EcsTaskDefinitionBody;
  readonly overrides: TaskOverride & JsonObject;
  readonly launchType: string;
  readonly startedBy: string | undefined;
  readonly group: string | undefined;
  readonly clientToken: string | undefined;
  readonly tags: readonly Tag[];
  readonly at: number;
  readonly newId: () => string;
}

/** How long a container may take between SIGTERM and SIGKILL. Source: Developer Guide, "stopTimeout". */
const stopTimeoutSecondsDefault = 30;

/** Throws InvalidParameterException for overrides that the definition has no container for. */
export function newTask(plan: TaskPlan): EcsTaskBody {
  const { place, clusterName, definition, overrides, launchType, at } = plan;
  const taskId = plan.newId().replaceAll('-', '');
  return {
    place,
    taskId,
    arn: ecsArn(place, `task/${clusterName}/${taskId}`),
    clusterName,
    family: definition.family,
    taskDefinitionArn: definition.arn,
    lastStatus: launchType === 'FARGATE' ? 'PROVISIONING' : 'PENDING',
    desiredStatus: 'RUNNING',
    version: 1,
    createdAt: at,
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    startedBy: plan.startedBy,
    launchType,
    clientToken: plan.clientToken,
    taskRoleArn: overrides.taskRoleArn ?? definition.taskRoleArn,
    containers: containersOf(plan, taskId),
    tags: plan.tags,
    reported: {
      ...optional('cpu', overrides.cpu ?? definition.reported.cpu),
      ...optional('memory', overrides.memory ?? definition.reported.memory),
      ...optional('group', plan.group),
      ...(launchType === 'FARGATE' && { platformVersion: '1.4.0', platformFamily: 'Linux' }),
      overrides: {
        containerOverrides: definition.containers.map(({ name = '' }) => ({ name })),
        ...overrides,
      },
    },
  };
}

function containersOf({ place, definition, overrides, clusterName, newId }: TaskPlan, taskId: string) {
  const containers = definition.containers as readonly ContainerDefinition[];
  const { containerOverrides = [] } = overrides;
  for (const { name = '' } of containerOverrides) {
    if (containers.some((container) => container.name === name)) continue;
    throw new InvalidParameterException(
      `Override for container named ${name} is not a container in the TaskDefinition.`,
    );
  }
  return containers.map((container): EcsContainer => {
    const { name = '' } = container;
    const override = containerOverrides.find((each) => each.name === name) ?? {};
    const command = override.command ?? container.command ?? [];
    const memory = override.memory ?? container.memory ?? container.memoryReservation;
    const id = newId();
    return {
      arn: ecsArn(place, `container/${clusterName}/${taskId}/${id}`),
      name,
      image: container.image ?? '',
      runtimeId: `${taskId}-${id.replaceAll('-', '').slice(0, 10)}`,
      command: [...(container.entryPoint ?? []), ...command],
      environment: { ...variables(container.environment), ...variables(override.environment) },
      workingDirectory: container.workingDirectory,
      isEssential: container.essential !== false,
      stopTimeoutSeconds: container.stopTimeout ?? stopTimeoutSecondsDefault,
      lastStatus: 'PENDING',
      exitCode: undefined,
      reason: undefined,
      cpu: String(override.cpu ?? container.cpu ?? 0),
      memory: memory === undefined ? undefined : String(memory),
    };
  });
}

function variables(environment: readonly KeyValue[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}
