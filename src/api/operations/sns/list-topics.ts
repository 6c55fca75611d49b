import { itemsPerPage, positionOf, tokenAfter } from './pages.ts';
import { snsOperation } from './sns-operation.ts';

interface ListTopicsInput {
  readonly NextToken?: string;
}

export const listTopics = snsOperation<ListTopicsInput>({
  name: 'ListTopics',
  permissions: () => [{ action: 'sns:ListTopics', resource: '*' }],
  run: async ({ NextToken }, { caller, services }) => {
    const { account, region } = caller.place;
    const query = { kind: 'Topic', account, region, limit: itemsPerPage + 1 } as const;
    const found = await services.store.resources.list({ ...query, ...positionOf(NextToken) });
    const page = found.slice(0, itemsPerPage);
    return { Topics: page.map(({ body }) => ({ TopicArn: body.arn })), ...tokenAfter(found) };
  },
});
