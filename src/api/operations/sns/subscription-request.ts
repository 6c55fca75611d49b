import { AuthorizationErrorException, subscriptionNotFound } from '../../../messaging/topics/errors.ts';
import {
  parseSubscriptionArn,
  subscriptionArnOf,
  subscriptionKey,
  topicArnOf,
} from '../../../messaging/topics/names.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';

/** The member by which requests name a subscription. */
export interface SubscriptionInput {
  readonly SubscriptionArn: string;
}

/** The permission for `action` on a subscription, which in the caller's own account is one on the topic. */
export function onSubscription(action: string) {
  return ({ SubscriptionArn }: SubscriptionInput, { caller }: Call): readonly Permission[] => {
    const { topic } = parseSubscriptionArn(SubscriptionArn);
    const isOwn = topic.place.account === caller.place.account;
    return [{ action: `sns:${action}`, resource: isOwn ? topicArnOf(topic) : '*' }];
  };
}

/**
 * The subscription that a request names, if it is the caller's: its own, or one to its own topic. Throws
 * NotFoundException and AuthorizationErrorException.
 */
export async function getSubscriptionOf(
  { SubscriptionArn }: SubscriptionInput,
  { caller, services }: Call,
): Promise<Resource<'TopicSubscription'>> {
  const subscription = parseSubscriptionArn(SubscriptionArn);
  const found = await services.store.resources.get(subscriptionKey(subscription));
  if (found === undefined) throw subscriptionNotFound();
  const { account } = caller.place;
  if (found.body.owner !== account && subscription.topic.place.account !== account) {
    throw new AuthorizationErrorException(
      `Account ${account} does not own ${subscriptionArnOf(subscription)}`,
    );
  }
  return found;
}
