import { operationOf } from '../typed-operation.ts';
import { activityArnOf } from './activities.ts';
import { type ListRequest, listByName } from './list-by-name.ts';

export const listActivities = operationOf<ListRequest>('states', {
  name: 'ListActivities',
  permissions: () => [{ action: 'states:ListActivities', resource: '*' }],
  run: (request, call) =>
    listByName(
      request,
      {
        operation: 'ListActivities',
        kind: 'Activity',
        member: 'activities',
        describe: ({ name, body }) => ({
          activityArn: activityArnOf(call.caller.place, name),
          name,
          creationDate: body.createdAt,
        }),
      },
      call,
    ),
});
