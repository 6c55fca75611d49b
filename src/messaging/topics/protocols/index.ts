import { functionProtocol } from './function.ts';
import { queueProtocol } from './queue.ts';
import type { SubscriptionProtocol } from './subscription-protocol.ts';

export const subscriptionProtocols: Readonly<Record<string, SubscriptionProtocol>> = {
  [queueProtocol.name]: queueProtocol,
  [functionProtocol.name]: functionProtocol,
};
