import type { JsonObject } from '../../../base/json.ts';
import { defaultTopicPolicy, getTopic, listSubscriptions } from '../../../messaging/topics/stored-topic.ts';
import { snsOperation } from './sns-operation.ts';
import { onTopic, type TopicInput, topicOf } from './topic-request.ts';

/** How SNS tries again where a topic says nothing else. Source: SNS Developer Guide, "Creating an HTTP/S delivery policy". */
const defaultDeliveryPolicy: JsonObject = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};

export const getTopicAttributes = snsOperation<TopicInput>({
  name: 'GetTopicAttributes',
  permissions: onTopic('GetTopicAttributes'),
  run: async (input, call) => {
    const topic = topicOf(input, call);
    const { body } = await getTopic(call.services.store, topic);
    const subscriptions = await listSubscriptions(call.services.store, topic);
    const pending = subscriptions.filter(({ body: { token } }) => token !== undefined).length;
    return {
      Attributes: {
        Policy: defaultTopicPolicy(topic),
        Owner: topic.place.account,
        SubscriptionsPending: String(pending),
        TopicArn: body.arn,
        EffectiveDeliveryPolicy: JSON.stringify(defaultDeliveryPolicy),
        SubscriptionsConfirmed: String(subscriptions.length - pending),
        DisplayName: '',
        SubscriptionsDeleted: '0',
        ...(body.attributes.FifoTopic === 'true' && { ContentBasedDeduplication: 'false' }),
        ...body.attributes,
      },
    };
  },
});
