import { clusterArn, getCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { InvalidParameterException } from './errors.ts';
import { taskJson } from './task-json.ts';
import { taskArn } from './task-reference.ts';

interface DescribeTasksInput {
  readonly cluster?: string;
  readonly tasks: readonly string[];
  readonly include?: readonly string[];
}

/** Tasks of one request. Source: API Reference, "DescribeTasks". */
const tasksMax = 100;

export const describeTasks = ecsOperation<DescribeTasksInput>({
  name: 'DescribeTasks',
  permissions: ({ cluster, tasks }, { caller: { place } }) =>
    tasks.map((text) => ({
      action: 'ecs:DescribeTasks',
      resource: taskArn(place, cluster, text),
      context: { 'ecs:cluster': clusterArn(place, cluster) },
    })),
  async run({ cluster, tasks, include = [] }, { services: { store, jobs }, caller: { place } }) {
    if (tasks.length === 0) throw new InvalidParameterException('Tasks cannot be empty.');
    if (tasks.length > tasksMax) {
      throw new InvalidParameterException(`Tasks cannot have more than ${tasksMax} elements.`);
    }
    const { name } = await getCluster(store, place, cluster);
    const hasTags = include.includes('TAGS');
    const found = tasks.map((text) => ({ text, task: jobs.ecs.findAt(place, name, text) }));
    return {
      tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskJson(task, { hasTags })])),
      failures: found.flatMap(({ text, task }) =>
        task === undefined ? [{ arn: taskArn(place, name, text), reason: 'MISSING' }] : [],
      ),
    };
  },
});
