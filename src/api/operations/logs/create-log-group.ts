import { ResourceAlreadyExistsException } from '../../../logs/errors.ts';
import { bodyOf, groupKey, groupPermission } from './groups.ts';
import { logsOperation } from './logs-operation.ts';
import { checkTags, requestTags, tagsOf, type WireTags } from './tags.ts';

interface CreateLogGroupInput {
  readonly logGroupName: string;
  readonly kmsKeyId?: string;
  readonly tags?: WireTags;
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
}

export const createLogGroup = logsOperation<CreateLogGroupInput>({
  name: 'CreateLogGroup',
  permissions: async ({ logGroupName: name, tags }, call) => {
    const group = { ...call.caller.place, name };
    const context = requestTags(tags);
    const permission = await groupPermission('logs:CreateLogGroup', group, call, { context });
    return tags === undefined ? [permission] : [permission, { ...permission, action: 'logs:TagResource' }];
  },
  async run({ logGroupName: name, kmsKeyId, tags = {}, logGroupClass = 'STANDARD' }, call) {
    const { store, clock } = call.services;
    const group = { ...call.caller.place, name };
    const known = await store.resources.get(groupKey(group));
    // A group that was not created, although somebody logs to it, is created around what it holds.
    if (known !== undefined && known.body.deletedAt === undefined) throw alreadyThere();
    checkTags(tags);
    const body = {
      ...bodyOf(group, clock.now()),
      groupClass: logGroupClass,
      kmsKeyId,
      tags: tagsOf(tags),
    };
    const outcome = await store.resources.write([
      { type: 'put', key: groupKey(group), body, expectedRevision: known?.revision ?? 0 },
    ]);
    if (outcome === 'conflict') throw alreadyThere();
    return {};
  },
});

function alreadyThere(): ResourceAlreadyExistsException {
  return new ResourceAlreadyExistsException('The specified log group already exists');
}
