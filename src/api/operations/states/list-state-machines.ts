import { operationOf } from '../typed-operation.ts';
import { stateMachineArnOf } from './arns.ts';
import { pageSizeOf } from './page-size.ts';
import { issuePageToken, openPageToken } from './page-token.ts';

interface ListStateMachinesInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export const listStateMachines = operationOf<ListStateMachinesInput>('states', {
  name: 'ListStateMachines',
  permissions: () => [{ action: 'states:ListStateMachines', resource: '*' }],
  async run({ maxResults, nextToken }, { caller, services }) {
    const { account, region } = caller.place;
    const scope = { request: ['ListStateMachines', account, region], now: services.clock.now() };
    const after = openPageToken(nextToken, scope);
    const limit = pageSizeOf(maxResults);
    const found = await services.store.resources.list({
      kind: 'StateMachine',
      account,
      region,
      limit: limit + 1,
      ...(typeof after === 'string' && { after }),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      stateMachines: page.map(({ name, body }) => ({
        stateMachineArn: stateMachineArnOf(caller.place, name),
        name,
        type: body.type,
        creationDate: body.createdAt,
      })),
      ...(found.length > limit && last !== undefined && { nextToken: issuePageToken(last.name, scope) }),
    };
  },
});
