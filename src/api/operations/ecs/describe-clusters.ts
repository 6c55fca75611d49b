import type { JsonObject } from '../../../base/json.ts';
import { clusterArn, clusterJson, defaultCluster, findCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { InvalidParameterException } from './errors.ts';

interface DescribeClustersInput {
  readonly clusters?: readonly string[];
  readonly include?: readonly string[];
}

/** Clusters of one request. Source: API Reference, "DescribeClusters". */
const clustersMax = 100;

/** Tags and settings are told where they are asked for. */
export const describeClusters = ecsOperation<DescribeClustersInput>({
  name: 'DescribeClusters',
  permissions: ({ clusters = [defaultCluster] }, { caller: { place } }) =>
    clusters.map((text) => ({ action: 'ecs:DescribeClusters', resource: clusterArn(place, text) })),
  async run({ clusters = [defaultCluster], include = [] }, { services: { store, jobs }, caller: { place } }) {
    if (clusters.length > clustersMax) {
      throw new InvalidParameterException(`Clusters cannot have more than ${clustersMax} elements.`);
    }
    const described: JsonObject[] = [];
    const failures: JsonObject[] = [];
    for (const text of clusters) {
      const found = await findCluster(store, place, text);
      if (found === undefined) failures.push({ arn: clusterArn(place, text), reason: 'MISSING' });
      else described.push(shown(clusterJson(found, jobs.ecs.countTasks(found.body.arn)), include));
    }
    return { clusters: described, failures };
  },
});

function shown(cluster: JsonObject, include: readonly string[]): JsonObject {
  return {
    ...cluster,
    ...(!include.includes('TAGS') && { tags: [] }),
    ...(!include.includes('SETTINGS') && { settings: [] }),
  };
}
