import { NotFoundException } from '../../../messaging/topics/errors.ts';
import { parseSubscriptionArn, subscriptionKey } from '../../../messaging/topics/names.ts';
import { snsOperation } from './sns-operation.ts';
import { getSubscriptionOf, onSubscription, type SubscriptionInput } from './subscription-request.ts';

/** Ending a subscription that is not there succeeds as well. */
export const unsubscribe = snsOperation<SubscriptionInput>({
  name: 'Unsubscribe',
  permissions: onSubscription('Unsubscribe'),
  run: async (input, call) => {
    const subscription = parseSubscriptionArn(input.SubscriptionArn);
    try {
      await getSubscriptionOf(input, call);
    } catch (error) {
      if (error instanceof NotFoundException) return {};
      throw error;
    }
    const { store, messaging } = call.services;
    await store.resources.write([
      { type: 'delete', key: subscriptionKey(subscription), expectedRevision: undefined },
    ]);
    messaging.topics.reloadSubscriptions(subscription.topic);
    return {};
  },
});
