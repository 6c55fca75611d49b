import { getGroup, groupKey, groupPermission, streamRows } from './groups.ts';
import { logsOperation } from './logs-operation.ts';

interface DeleteLogGroupInput {
  readonly logGroupName: string;
}

export const deleteLogGroup = logsOperation<DeleteLogGroupInput>({
  name: 'DeleteLogGroup',
  permissions: async ({ logGroupName: name }, call) => [
    await groupPermission('logs:DeleteLogGroup', { ...call.caller.place, name }, call),
  ],
  async run({ logGroupName: name }, call) {
    const { store, logs, clock } = call.services;
    const group = { ...call.caller.place, name };
    const body = { ...(await getGroup(group, call)), tags: [], deletedAt: clock.now() };
    await logs.remove(group);
    for await (const { key } of streamRows(group, call)) {
      await store.resources.write([{ type: 'delete', key, expectedRevision: undefined }]);
    }
    await store.resources.write([{ type: 'put', key: groupKey(group), body, expectedRevision: undefined }]);
    return {};
  },
});
