import { commitChanges } from '../commit-changes.ts';
import { clusterArn, clusterJson, clusterKey, getCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { beingModified, ClusterContainsTasksException } from './errors.ts';

export const deleteCluster = ecsOperation<{ readonly cluster: string }>({
  name: 'DeleteCluster',
  permissions: ({ cluster }, { caller: { place } }) => [
    { action: 'ecs:DeleteCluster', resource: clusterArn(place, cluster) },
  ],
  run({ cluster }, { services: { store, jobs }, caller: { place } }) {
    return commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const { name, body, revision } = await getCluster(store, place, cluster);
        const counts = jobs.ecs.countTasks(body.arn);
        if (counts.runningTasksCount + counts.pendingTasksCount > 0)
          throw new ClusterContainsTasksException();
        const left = { ...body, status: 'INACTIVE' } as const;
        return {
          changes: [{ type: 'delete', key: clusterKey(place, name), expectedRevision: revision }],
          result: { cluster: clusterJson({ name, body: left }, counts) },
        };
      },
    });
  },
});
