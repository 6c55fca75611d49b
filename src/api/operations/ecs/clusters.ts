import type { Arn, Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { EcsClusterBody } from '../../../store/resources/ecs.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { ClusterNotFoundException } from './errors.ts';
import { ecsArn, nameIn } from './names.ts';

/** The cluster that is meant where none is named. */
export const defaultCluster = 'default';

export function clusterKey({ account, region }: Place, name: string): ResourceKey<'EcsCluster'> {
  return { kind: 'EcsCluster', account, region, name };
}

export function clusterArn(place: Place, text: string = defaultCluster): Arn {
  return ecsArn(place, `cluster/${nameIn(text, 'cluster', place) ?? '*'}`);
}

/** The cluster that `text` names; undefined where there is none. */
export async function findCluster(
  store: Store,
  place: Place,
  text: string = defaultCluster,
): Promise<Resource<'EcsCluster'> | undefined> {
  const name = nameIn(text, 'cluster', place);
  return name === undefined ? undefined : store.resources.get(clusterKey(place, name));
}

/** `findCluster`, or ClusterNotFoundException. */
export async function getCluster(store: Store, place: Place, text?: string): Promise<Resource<'EcsCluster'>> {
  const found = await findCluster(store, place, text);
  if (found === undefined) throw new ClusterNotFoundException();
  return found;
}

export interface TaskCounts {
  readonly runningTasksCount: number;
  readonly pendingTasksCount: number;
}

export function clusterJson(
  { name, body }: { readonly name: string; readonly body: EcsClusterBody },
  counts: TaskCounts,
): JsonObject {
  return {
    clusterArn: body.arn,
    clusterName: name,
    status: body.status,
    registeredContainerInstancesCount: 0,
    ...counts,
    activeServicesCount: 0,
    statistics: [],
    tags: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
    ...body.reported,
  };
}
