import { operationOf } from '../typed-operation.ts';
import { getActivity } from './activities.ts';

interface GetActivityTaskInput {
  readonly activityArn: string;
  readonly workerName?: string;
}

/**
 * Waits up to a minute for a task; the token is null where none came.
 *
 * Source: Developer Guide, "Troubleshooting activities".
 */
export const getActivityTask = operationOf<GetActivityTaskInput>('states', {
  name: 'GetActivityTask',
  permissions: ({ activityArn }) => [{ action: 'states:GetActivityTask', resource: activityArn }],
  async run({ activityArn, workerName }, call) {
    await getActivity(activityArn, call);
    const task = await call.services.runtime.activities.poll({
      activityArn,
      workerName,
      onHangUp: call.onHangUp,
    });
    if (task !== undefined) return { taskToken: task.taskToken, input: task.input };
    // It may have been deleted meanwhile.
    await getActivity(activityArn, call);
    return { taskToken: null };
  },
});
