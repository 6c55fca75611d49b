import type { Arn } from '../../../base/arn.ts';
import { assert } from '../../../base/assert.ts';
import type { JsonObject } from '../../../base/json.ts';
import { parseQueueArn, queueUrlOf } from '../../queues/names.ts';
import { bodyFor, notificationOf, spacedJson, type TopicMessage } from '../topic-message.ts';
import { snsCaller } from './sns-caller.ts';
import type { SubscriptionProtocol, TopicDeliveryParts } from './subscription-protocol.ts';
import { unsubscribeUrl } from './unsubscribe-url.ts';

/** Sends messages to a queue, whose policy must let SNS in. */
export const queueProtocol: SubscriptionProtocol = {
  name: 'sqs',
  findProblem(endpoint, isFifoTopic) {
    const queue = parseQueueArn(endpoint);
    if (queue === undefined) return 'SQS endpoint ARN';
    if (!isFifoTopic && queue.name.endsWith('.fifo')) {
      return 'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics';
    }
    return undefined;
  },
  ownerOf: (endpoint) => parseQueueArn(endpoint)?.place.account ?? '',
  isConfirmed: true,
  async deliver({ message, subscription }, parts) {
    const { arn, endpoint, attributes } = subscription;
    const isRaw = attributes.RawMessageDelivery === 'true';
    await sendToQueue(endpoint, message.topicArn, parts, {
      MessageBody: isRaw
        ? bodyFor(message, 'sqs')
        : spacedJson(notificationOf(message, 'sqs', unsubscribeUrl(parts.endpoint(), arn))),
      ...(isRaw && { MessageAttributes: message.attributes as unknown as JsonObject }),
      ...orderOf(message, endpoint),
    });
  },
  askToConfirm: ({ subscription, confirmation }, parts) =>
    sendToQueue(subscription.endpoint, subscription.topicArn, parts, {
      MessageBody: spacedJson(confirmation),
    }),
};

/** Sends to the queue in the name of a topic. Rejects with ServiceError. */
export async function sendToQueue(
  queueArn: Arn,
  topicArn: Arn,
  { openSession }: TopicDeliveryParts,
  message: JsonObject,
): Promise<void> {
  const queue = parseQueueArn(queueArn);
  assert(queue !== undefined, `the ARN of a queue, not ${queueArn}`);
  const session = openSession(snsCaller(topicArn, queue.place));
  const QueueUrl = queueUrlOf(queue, `https://sqs.${queue.place.region}.amazonaws.com`);
  await session.request('sqs', 'SendMessage', { QueueUrl, ...message });
}

/** A queue that is not FIFO takes no deduplication id. */
export function orderOf({ groupId, deduplicationId }: TopicMessage, queueArn: Arn): JsonObject {
  return {
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined &&
      queueArn.endsWith('.fifo') && { MessageDeduplicationId: deduplicationId }),
  };
}
