import { subscriptionPrefix } from '../../../messaging/topics/names.ts';
import { getTopic } from '../../../messaging/topics/stored-topic.ts';
import { subscriptionJson } from './list-subscriptions.ts';
import { itemsPerPage, positionOf, tokenAfter } from './pages.ts';
import { snsOperation } from './sns-operation.ts';
import { onTopic, type TopicInput, topicOf } from './topic-request.ts';

interface ListSubscriptionsByTopicInput extends TopicInput {
  readonly NextToken?: string;
}

export const listSubscriptionsByTopic = snsOperation<ListSubscriptionsByTopicInput>({
  name: 'ListSubscriptionsByTopic',
  permissions: onTopic('ListSubscriptionsByTopic'),
  run: async (input, call) => {
    const { store } = call.services;
    const topic = topicOf(input, call);
    await getTopic(store, topic);
    const { account, region } = topic.place;
    const prefix = subscriptionPrefix(topic);
    const query = { kind: 'TopicSubscription', account, region, prefix, limit: itemsPerPage + 1 } as const;
    const found = await store.resources.list({ ...query, ...positionOf(input.NextToken) });
    const page = found.slice(0, itemsPerPage);
    return { Subscriptions: page.map(({ body }) => subscriptionJson(body)), ...tokenAfter(found) };
  },
});
