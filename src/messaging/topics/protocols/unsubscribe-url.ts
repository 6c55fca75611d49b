import type { Arn } from '../../../base/arn.ts';

export function unsubscribeUrl(endpoint: string, subscriptionArn: Arn): string {
  return `${endpoint}/?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=${subscriptionArn}`;
}
