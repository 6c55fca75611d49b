import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { parseTopicArn } from '../../../messaging/topics/names.ts';
import { getTopic } from '../../../messaging/topics/stored-topic.ts';
import type { PublishedMessage } from '../../../messaging/topics/topics.ts';
import { type MessageInput, readMessage } from './message-check.ts';
import { snsOperation } from './sns-operation.ts';
import { topicOf, topicPermission } from './topic-request.ts';

interface PublishInput extends MessageInput {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
}

export const publish = snsOperation<PublishInput>({
  name: 'Publish',
  permissions: async (input, call) => [
    await topicPermission('sns:Publish', parseTopicArn(arnOf(input)), call),
  ],
  run: async (input, call) => {
    const topic = topicOf({ TopicArn: arnOf(input) }, call);
    const { store, messaging } = call.services;
    const { body } = await getTopic(store, topic);
    const message = readMessage(input, body, call.traceHeader);
    return publishedJson(await messaging.topics.publish(topic, body, message));
  },
});

/** The topic that a message is for: phones and devices get none from here. */
function arnOf({ TopicArn, TargetArn, PhoneNumber }: PublishInput): string {
  const arn = TopicArn ?? TargetArn;
  if (arn !== undefined) return arn;
  throw new InvalidParameterException(
    PhoneNumber === undefined
      ? 'TopicArn or TargetArn Reason: no value for required parameter'
      : 'PhoneNumber Reason: this server sends no text messages',
  );
}

/** What is answered of a message that was published. */
export function publishedJson({ messageId, sequenceNumber }: PublishedMessage) {
  return { MessageId: messageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) };
}
