import { operationOf } from '../typed-operation.ts';
import { activityKey, findActivity, parseActivityArn } from './activities.ts';

interface DeleteActivityInput {
  readonly activityArn: string;
}

/**
 * Deleting what does not exist succeeds (recorded). Workers that wait hear at once that there is no such activity; tasks
 * that no worker has taken wait on, for their time to be up or for an activity of that name.
 */
export const deleteActivity = operationOf<DeleteActivityInput>('states', {
  name: 'DeleteActivity',
  permissions: ({ activityArn }) => [{ action: 'states:DeleteActivity', resource: activityArn }],
  async run({ activityArn }, call) {
    const name = parseActivityArn(activityArn);
    const { store, runtime } = call.services;
    if ((await findActivity(name, call)) === undefined) return {};
    await store.resources.write([{ type: 'delete', key: activityKey(name), expectedRevision: undefined }]);
    runtime.activities.endPolls(activityArn);
    return {};
  },
});
