import { clusterArn, getCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { InvalidParameterException } from './errors.ts';
import { taskJson } from './task-json.ts';
import { taskArn } from './task-reference.ts';

interface StopTaskInput {
  readonly cluster?: string;
  readonly task: string;
  readonly reason?: string;
}

export const stopTask = ecsOperation<StopTaskInput>({
  name: 'StopTask',
  permissions: ({ cluster, task }, { caller: { place } }) => [
    {
      action: 'ecs:StopTask',
      resource: taskArn(place, cluster, task),
      context: { 'ecs:cluster': clusterArn(place, cluster) },
    },
  ],
  async run({ cluster, task: text, reason }, { services: { store, jobs }, caller: { place } }) {
    const { name } = await getCluster(store, place, cluster);
    const task = jobs.ecs.findAt(place, name, text);
    if (task === undefined) throw new InvalidParameterException('The referenced task was not found.');
    const stopped = await jobs.ecs.stop(task, {
      stopCode: 'UserInitiated',
      stoppedReason: reason ?? 'Task stopped by user',
    });
    return { task: taskJson(stopped ?? task) };
  },
});
