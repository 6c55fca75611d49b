import type { JsonObject } from '../../../base/json.ts';
import type { EcsClusterBody } from '../../../store/resources/ecs.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { toMake } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { clusterArn, clusterJson, clusterKey, defaultCluster } from './clusters.ts';
import { ecsOperation } from './ecs-operation.ts';
import { InvalidParameterException } from './errors.ts';
import { namePattern, tagsAsMap } from './names.ts';

interface CreateClusterInput {
  readonly clusterName?: string;
  readonly tags?: readonly (Tag & JsonObject)[];
  readonly settings?: readonly JsonObject[];
  readonly configuration?: JsonObject;
  readonly capacityProviders?: readonly string[];
  readonly defaultCapacityProviderStrategy?: readonly JsonObject[];
}

/** A cluster that there is already is answered as it is. */
export const createCluster = ecsOperation<CreateClusterInput>({
  name: 'CreateCluster',
  permissions: ({ clusterName, tags }, { caller: { place } }) =>
    toMake('ecs:CreateCluster', [clusterArn(place, clusterName)], tagsAsMap(tags)),
  async run(input, { services: { store, jobs }, caller: { place } }) {
    const { clusterName: name = defaultCluster } = input;
    if (!namePattern.test(name)) throw new InvalidParameterException('Invalid cluster name.');
    const body: EcsClusterBody = {
      arn: clusterArn(place, name),
      status: 'ACTIVE',
      reported: {
        ...optional('tags', input.tags),
        ...optional('settings', input.settings),
        ...optional('configuration', input.configuration),
        ...optional('capacityProviders', input.capacityProviders),
        ...optional('defaultCapacityProviderStrategy', input.defaultCapacityProviderStrategy),
      },
    };
    const key = clusterKey(place, name);
    await store.resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
    const made = (await store.resources.get(key))?.body ?? body;
    return { cluster: clusterJson({ name, body: made }, jobs.ecs.countTasks(made.arn)) };
  },
});
