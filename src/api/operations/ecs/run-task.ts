import type { JsonObject } from '../../../base/json.ts';
import type { EcsTaskBody, EcsTaskDefinitionBody } from '../../../store/resources/ecs.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { passRoles, toMake } from '../jobs/permissions.ts';
import { clusterArn, getCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { ConflictException, InvalidParameterException } from './errors.ts';
import { tagsAsMap } from './names.ts';
import { newTask, type TaskOverride } from './new-task.ts';
import { findTaskDefinition, taskDefinitionArn } from './task-definitions.ts';
import { taskJson } from './task-json.ts';
import { taskArn } from './task-reference.ts';

interface RunTaskInput {
  readonly taskDefinition: string;
  readonly cluster?: string;
  readonly count?: number;
  readonly launchType?: string;
  readonly capacityProviderStrategy?: readonly { readonly capacityProvider?: string }[];
  readonly networkConfiguration?: JsonObject;
  readonly overrides?: TaskOverride & JsonObject;
  readonly startedBy?: string;
  readonly group?: string;
  readonly clientToken?: string;
  readonly propagateTags?: string;
  readonly tags?: readonly (Tag & JsonObject)[];
}

/** Tasks of one request. Source: API Reference, "RunTask". */
const countMax = 10;
const startedByCharactersMax = 128;

export const runTask = ecsOperation<RunTaskInput>({
  name: 'RunTask',
  permissions: async ({ taskDefinition, cluster, overrides = {}, tags }, { services, caller: { place } }) => {
    const definition = await findTaskDefinition(services.store, place, taskDefinition);
    const resource = definition?.body.arn ?? taskDefinitionArn(place, taskDefinition);
    const context = { 'ecs:cluster': clusterArn(place, cluster) };
    const [, ...tagging] = toMake('ecs:RunTask', [taskArn(place, cluster, '*')], tagsAsMap(tags));
    const roles = [
      overrides.taskRoleArn ?? definition?.body.taskRoleArn,
      overrides.executionRoleArn ?? definition?.body.executionRoleArn,
    ];
    return [
      { action: 'ecs:RunTask', resource, context },
      ...tagging.map((permission) => ({
        ...permission,
        context: { ...permission.context, 'ecs:CreateAction': 'RunTask' },
      })),
      ...passRoles(roles, 'ecs-tasks.amazonaws.com', place.account),
    ];
  },
  async run(input, { services, caller: { place } }) {
    const { store, jobs, clock, newId } = services;
    const { count = 1, clientToken } = input;
    if (count < 1 || count > countMax) {
      throw new InvalidParameterException(`Task count must be between 1 and ${countMax}.`);
    }
    if ((input.startedBy?.length ?? 0) > startedByCharactersMax) {
      throw new InvalidParameterException(
        `startedBy must have at most ${startedByCharactersMax} characters.`,
      );
    }
    const cluster = await getCluster(store, place, input.cluster);
    const definition = activeDefinition(input, await findTaskDefinition(store, place, input.taskDefinition));
    const launchType = launchTypeOf(input);
    checkNetwork(input, definition);
    const known =
      clientToken === undefined ? [] : tasksOfToken(jobs.ecs.tasksOf(cluster.body.arn), clientToken);
    if (known.length > 0) return answer(knownTasks(known, definition, count), []);

    const tasks: EcsTaskBody[] = [];
    const failures: JsonObject[] = [];
    for (let index = 0; index < count; index += 1) {
      const task = newTask({
        place,
        clusterName: cluster.name,
        definition,
        overrides: input.overrides ?? {},
        launchType,
        startedBy: input.startedBy,
        group: input.group,
        clientToken,
        tags: [...(input.propagateTags === 'TASK_DEFINITION' ? definition.tags : []), ...(input.tags ?? [])],
        at: clock.now(),
        newId,
      });
      if (jobs.ecs.hasRoomFor(tasks.length + 1)) tasks.push(task);
      else failures.push({ arn: cluster.body.arn, reason: 'RESOURCE:CPU' });
    }
    await jobs.ecs.run(tasks);
    return answer(tasks, failures);
  },
});

function answer(tasks: readonly EcsTaskBody[], failures: readonly JsonObject[]) {
  return { tasks: tasks.map((task) => taskJson(task, { hasTags: true })), failures };
}

function activeDefinition(
  { taskDefinition }: RunTaskInput,
  found: { readonly body: EcsTaskDefinitionBody } | undefined,
): EcsTaskDefinitionBody {
  if (found === undefined) throw new ClientException('TaskDefinition not found.');
  if (found.body.status === 'ACTIVE') return found.body;
  throw new ClientException(`TaskDefinition is inactive: ${taskDefinition}`);
}

function launchTypeOf({ launchType, capacityProviderStrategy = [] }: RunTaskInput): string {
  if (capacityProviderStrategy.length === 0) return launchType ?? 'EC2';
  if (launchType !== undefined) {
    throw new InvalidParameterException(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  const isFargate = capacityProviderStrategy.some(({ capacityProvider }) =>
    capacityProvider?.startsWith('FARGATE'),
  );
  return isFargate ? 'FARGATE' : 'EC2';
}

function checkNetwork({ networkConfiguration }: RunTaskInput, { reported }: EcsTaskDefinitionBody): void {
  const isOwnNetwork = reported.networkMode === 'awsvpc';
  if (isOwnNetwork && networkConfiguration === undefined) {
    throw new InvalidParameterException(
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  if (!isOwnNetwork && networkConfiguration !== undefined) {
    throw new InvalidParameterException(
      'Network Configuration is not valid for the given networkMode of this task definition.',
    );
  }
}

function tasksOfToken(tasks: Iterable<EcsTaskBody>, clientToken: string): readonly EcsTaskBody[] {
  return [...tasks].filter((task) => task.clientToken === clientToken);
}

/** The tasks that the same request made before; throws ConflictException where it is not the same. */
function knownTasks(
  tasks: readonly EcsTaskBody[],
  { arn }: EcsTaskDefinitionBody,
  count: number,
): readonly EcsTaskBody[] {
  if (tasks.length === count && tasks.every(({ taskDefinitionArn: of }) => of === arn)) return tasks;
  throw new ConflictException('The clientToken was used for another request.');
}
