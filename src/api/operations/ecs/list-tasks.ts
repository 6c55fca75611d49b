import type { EcsTaskBody } from '../../../store/resources/ecs.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { clusterArn, defaultCluster, getCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { invalidToken } from './errors.ts';
import { ecsArn, nameIn } from './names.ts';
import { limitOf, type PageInput } from './page-limit.ts';

interface ListTasksInput extends PageInput {
  readonly cluster?: string;
  readonly containerInstance?: string;
  readonly serviceName?: string;
  readonly family?: string;
  readonly startedBy?: string;
  readonly desiredStatus?: string;
  readonly launchType?: string;
}

export const listTasks = ecsOperation<ListTasksInput>({
  name: 'ListTasks',
  permissions: ({ cluster = defaultCluster }, { caller: { place } }) => [
    {
      action: 'ecs:ListTasks',
      resource: ecsArn(place, `container-instance/${nameIn(cluster, 'cluster', place) ?? '*'}/*`),
      context: { 'ecs:cluster': clusterArn(place, cluster) },
    },
  ],
  async run(input, { services: { store, jobs }, caller: { place } }) {
    const { body } = await getCluster(store, place, input.cluster);
    const listed = [...jobs.ecs.tasksOf(body.arn)].filter((task) => isListed(input, task));
    listed.sort((left, right) => (positionOf(left) < positionOf(right) ? -1 : 1));
    const page = pageOf(listed, {
      nextToken: input.nextToken,
      limit: limitOf(input),
      positionOf,
      invalidToken,
    });
    return { taskArns: page.items.map(({ arn }) => arn), ...optional('nextToken', page.nextToken) };
  },
});

function isListed(
  {
    desiredStatus = 'RUNNING',
    family,
    startedBy,
    launchType,
    containerInstance,
    serviceName,
  }: ListTasksInput,
  task: EcsTaskBody,
): boolean {
  // No task here belongs to a service or runs on an instance.
  if (containerInstance !== undefined || serviceName !== undefined) return false;
  return (
    task.desiredStatus === desiredStatus &&
    (family === undefined || task.family === family) &&
    (startedBy === undefined || task.startedBy === startedBy) &&
    (launchType === undefined || task.launchType === launchType)
  );
}

function positionOf({ createdAt, taskId }: EcsTaskBody): string {
  return `${String(createdAt).padStart(15, '0')} ${taskId}`;
}
