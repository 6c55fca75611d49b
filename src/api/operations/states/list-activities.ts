import { operationOf } from '../typed-operation.ts';
import { activityArnOf } from './activities.ts';
import { pageSizeOf } from './page-size.ts';
import { issuePageToken, openPageToken } from './page-token.ts';

interface ListActivitiesInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export const listActivities = operationOf<ListActivitiesInput>('states', {
  name: 'ListActivities',
  permissions: () => [{ action: 'states:ListActivities', resource: '*' }],
  async run({ maxResults, nextToken }, { caller, services }) {
    const { account, region } = caller.place;
    const scope = { request: ['ListActivities', account, region], now: services.clock.now() };
    const after = openPageToken(nextToken, scope);
    const limit = pageSizeOf(maxResults);
    const found = await services.store.resources.list({
      kind: 'Activity',
      account,
      region,
      limit: limit + 1,
      ...(typeof after === 'string' && { after }),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      activities: page.map(({ name, body }) => ({
        activityArn: activityArnOf(caller.place, name),
        name,
        creationDate: body.createdAt,
      })),
      ...(found.length > limit && last !== undefined && { nextToken: issuePageToken(last.name, scope) }),
    };
  },
});
