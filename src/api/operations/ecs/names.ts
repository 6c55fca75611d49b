import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
import type { Tag } from '../../../store/resources/tag.ts';

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
  if (!text.startsWith('arn:')) return text;
  const parts = parseArn(text);
  const isHere = parts?.account === place.account && parts.region === place.region && parts.service === 'ecs';
  return isHere && parts.resource.startsWith(`${type}/`) ? parts.resource.slice(type.length + 1) : undefined;
}

/** The id of the task that `text`, an id or an ARN with or without its cluster, names. */
export function taskIdIn(text: string, place: Place): string | undefined {
  return nameIn(text, 'task', place)?.split('/').at(-1);
}

export function tagsAsMap(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value ?? '']));
}
