import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import { resourceNameIn } from '../jobs/resource-name.ts';

/** What ECS lets clusters and families be called. Source: API Reference, "CreateCluster". */
export const namePattern = /^[\w-]{1,255}$/;

export function ecsArn(place: Place, resource: string): Arn {
  return formatArn({ ...place, service: 'ecs', resource });
}

/** What follows `type/` in an ARN at `place`, `text` itself where it is no ARN; undefined for any other ARN. */
export function nameIn(
  text: string,
  type: 'cluster' | 'task' | 'task-definition',
  place: Place,
): string | undefined {
  return resourceNameIn(text, { service: 'ecs', prefix: `${type}/`, place });
}

/** The id of the task that `text`, an id or an ARN with or without its cluster, names. */
export function taskIdIn(text: string, place: Place): string | undefined {
  return nameIn(text, 'task', place)?.split('/').at(-1);
}

export function tagsAsMap(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value ?? '']));
}
