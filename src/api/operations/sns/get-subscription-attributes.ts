import { snsOperation } from './sns-operation.ts';
import { getSubscriptionOf, onSubscription, type SubscriptionInput } from './subscription-request.ts';

export const getSubscriptionAttributes = snsOperation<SubscriptionInput>({
  name: 'GetSubscriptionAttributes',
  permissions: onSubscription('GetSubscriptionAttributes'),
  run: async (input, call) => {
    const { body } = await getSubscriptionOf(input, call);
    const { FilterPolicy } = body.attributes;
    return {
      Attributes: {
        SubscriptionPrincipal: `arn:${call.caller.place.partition}:iam::${body.owner}:root`,
        Owner: body.owner,
        RawMessageDelivery: 'false',
        TopicArn: body.topicArn,
        Endpoint: body.endpoint,
        Protocol: body.protocol,
        PendingConfirmation: String(body.token !== undefined),
        ConfirmationWasAuthenticated: String(body.isConfirmedByOwner),
        SubscriptionArn: body.arn,
        ...(FilterPolicy !== undefined && { FilterPolicyScope: 'MessageAttributes' }),
        ...body.attributes,
      },
    };
  },
});
