import type { JsonObject } from '../../../base/json.ts';
import type { TopicSubscriptionBody } from '../../../store/resources/messaging.ts';
import { itemsPerPage, positionOf, tokenAfter } from './pages.ts';
import { snsOperation } from './sns-operation.ts';

interface ListSubscriptionsInput {
  readonly NextToken?: string;
}

/** Those of the account's topics. */
export const listSubscriptions = snsOperation<ListSubscriptionsInput>({
  name: 'ListSubscriptions',
  permissions: () => [{ action: 'sns:ListSubscriptions', resource: '*' }],
  run: async ({ NextToken }, { caller, services }) => {
    const { account, region } = caller.place;
    const query = { kind: 'TopicSubscription', account, region, limit: itemsPerPage + 1 } as const;
    const found = await services.store.resources.list({ ...query, ...positionOf(NextToken) });
    const page = found.slice(0, itemsPerPage);
    return { Subscriptions: page.map(({ body }) => subscriptionJson(body)), ...tokenAfter(found) };
  },
});

/** A subscription as lists show it. */
export function subscriptionJson({
  arn,
  owner,
  protocol,
  endpoint,
  topicArn,
  token,
}: TopicSubscriptionBody): JsonObject {
  return {
    SubscriptionArn: token === undefined ? arn : 'PendingConfirmation',
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
