import { ConcurrentAccessException } from '../../../messaging/topics/errors.ts';
import { parseSubscriptionArn, subscriptionKey } from '../../../messaging/topics/names.ts';
import { commitChanges } from '../commit-changes.ts';
import { snsOperation } from './sns-operation.ts';
import { mergeSubscriptionAttributes } from './subscription-attributes.ts';
import { getSubscriptionOf, onSubscription, type SubscriptionInput } from './subscription-request.ts';

interface SetSubscriptionAttributesInput extends SubscriptionInput {
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

export const setSubscriptionAttributes = snsOperation<SetSubscriptionAttributesInput>({
  name: 'SetSubscriptionAttributes',
  permissions: onSubscription('SetSubscriptionAttributes'),
  run: async (input, call) => {
    const { store, messaging } = call.services;
    const subscription = parseSubscriptionArn(input.SubscriptionArn);
    const given = { [input.AttributeName]: input.AttributeValue ?? '' };
    await commitChanges({
      store,
      async decide() {
        const { body, revision } = await getSubscriptionOf(input, call);
        const attributes = mergeSubscriptionAttributes(body.attributes, given, body.protocol);
        const key = subscriptionKey(subscription);
        return {
          changes: [{ type: 'put', key, body: { ...body, attributes }, expectedRevision: revision }],
          result: undefined,
        };
      },
      giveUp: () => new ConcurrentAccessException(subscription.id),
    });
    messaging.topics.reloadSubscriptions(subscription.topic);
    return {};
  },
});
