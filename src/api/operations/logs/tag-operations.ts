import type { JsonObject } from '../../../base/json.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Call } from '../../operation.ts';
import { changeGroup, getGroup, groupArn, groupOf, groupPermission, nameOfGroup } from './groups.ts';
import { logsOperation } from './logs-operation.ts';
import { mergeTags, requestTags, type WireTags, wireTags } from './tags.ts';

interface ResourceInput {
  readonly resourceArn: string;
  readonly tags: WireTags;
  readonly tagKeys: readonly string[];
}

interface OldInput {
  readonly logGroupName: string;
  readonly tags: WireTags | readonly string[];
}

/** Tags that a request adds, or the keys of those it removes. */
type TagChange = { readonly add: WireTags } | { readonly remove: readonly string[] };

export const tagResource = resourceOperation('TagResource', ({ tags }) => ({ add: tags }));
export const untagResource = resourceOperation('UntagResource', ({ tagKeys }) => ({ remove: tagKeys }));
export const listTagsForResource = resourceOperation('ListTagsForResource', () => undefined);
// The same by the names that these operations had before, and by the group's name.
export const tagLogGroup = oldOperation('TagLogGroup', ({ tags }) => ({ add: tags as WireTags }));
export const untagLogGroup = oldOperation('UntagLogGroup', ({ tags }) => ({
  remove: tags as readonly string[],
}));
export const listTagsLogGroup = oldOperation('ListTagsLogGroup', () => undefined);

function resourceOperation(name: string, changeOf: (input: ResourceInput) => TagChange | undefined) {
  const groupIn = ({ resourceArn }: ResourceInput, { caller: { place } }: Call): LogGroup => ({
    ...place,
    name: nameOfGroup(resourceArn, place),
  });
  return logsOperation<ResourceInput>({
    name,
    permissions: async (input, call) => {
      const group = groupIn(input, call);
      const context = contextOf(changeOf(input));
      const permission = await groupPermission(`logs:${name}`, group, call, { context });
      return [{ ...permission, resource: groupArn(group) }];
    },
    run: (input, call) => perform(groupIn(input, call), changeOf(input), call),
  });
}

function oldOperation(name: string, changeOf: (input: OldInput) => TagChange | undefined) {
  return logsOperation<OldInput>({
    name,
    permissions: async (input, call) => [
      await groupPermission(`logs:${name}`, groupOf({ logGroupName: input.logGroupName }, call), call, {
        context: contextOf(changeOf(input)),
      }),
    ],
    run: (input, call) => perform(groupOf({ logGroupName: input.logGroupName }, call), changeOf(input), call),
  });
}

function contextOf(change: TagChange | undefined): NonNullable<Permission['context']> {
  if (change === undefined) return {};
  return 'add' in change ? requestTags(change.add) : { 'aws:TagKeys': change.remove };
}

async function perform(group: LogGroup, change: TagChange | undefined, call: Call): Promise<JsonObject> {
  if (change === undefined) return { tags: wireTags((await getGroup(group, call)).tags) };
  await changeGroup(group, call, (body) => ({ ...body, tags: changed(body.tags, change) }));
  return {};
}

function changed(tags: readonly Tag[], change: TagChange): readonly Tag[] {
  if ('add' in change) return mergeTags(tags, change.add);
  return tags.filter(({ key }) => !change.remove.includes(key));
}
