import { parseArn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import { attributesJson, bodyFor, type TopicMessage } from '../topic-message.ts';
import { snsCaller } from './sns-caller.ts';
import type { SubscriptionProtocol } from './subscription-protocol.ts';
import { unsubscribeUrl } from './unsubscribe-url.ts';

/** Invokes a Lambda function asynchronously, as its policy lets SNS. */
export const functionProtocol: SubscriptionProtocol = {
  name: 'lambda',
  findProblem(endpoint, isFifoTopic) {
    const parts = parseArn(endpoint);
    if (parts?.service !== 'lambda' || !parts.resource.startsWith('function:')) return 'Lambda endpoint ARN';
    return isFifoTopic ? 'Invalid parameter: Endpoint Reason: Please use FIFO SQS queue' : undefined;
  },
  ownerOf: (endpoint) => parseArn(endpoint)?.account ?? '',
  isConfirmed: false,
  async deliver({ message, subscription: { arn, endpoint } }, parts) {
    const { partition = 'aws', account = '', region = '' } = parseArn(endpoint) ?? {};
    const caller = snsCaller(message.topicArn, { partition, account, region });
    const session = parts.openSession(caller, message.traceHeader);
    const record = {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: arn,
      Sns: eventOf(message, unsubscribeUrl(parts.endpoint(), arn)),
    };
    await session.request('lambda', 'Invoke', {
      FunctionName: endpoint,
      InvocationType: 'Event',
      Payload: JSON.stringify({ Records: [record] }),
    });
  },
};

/** Source: Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications". */
function eventOf(message: TopicMessage, UnsubscribeUrl: string): JsonObject {
  const { messageId, topicArn, subject, attributes, publishedAt } = message;
  return {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject ?? null,
    Message: bodyFor(message, 'lambda'),
    Timestamp: new Date(publishedAt).toISOString(),
    UnsubscribeUrl,
    MessageAttributes: attributesJson(attributes),
  };
}
