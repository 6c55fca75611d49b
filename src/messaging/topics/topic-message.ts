import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { MessageAttributes } from '../queues/message-attributes.ts';

/** A message on its way from a topic to those who subscribed to it. */
export interface TopicMessage {
  readonly messageId: string;
  readonly topicArn: Arn;
  /** By the protocol that it is for; `default` for all others. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly groupId: string | undefined;
  /** Of a FIFO topic's message. */
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly traceHeader: string | undefined;
}

export function bodyFor({ bodies }: TopicMessage, protocol: string): string {
  return (Object.hasOwn(bodies, protocol) ? bodies[protocol] : undefined) ?? bodies.default ?? '';
}

/** What subscribers get who want more than the message itself. Source: SNS Developer Guide, "HTTP/HTTPS notification JSON format". */
export function notificationOf(message: TopicMessage, protocol: string, unsubscribeUrl: string): JsonObject {
  const { messageId, topicArn, subject, attributes, publishedAt, sequenceNumber } = message;
  return {
    Type: 'Notification',
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: bodyFor(message, protocol),
    Timestamp: new Date(publishedAt).toISOString(),
    UnsubscribeURL: unsubscribeUrl,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributesJson(attributes) }),
  };
}

/** Attributes as notifications show them. */
export function attributesJson(attributes: MessageAttributes): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  );
}

/** JSON as SNS writes it: each member of the object on a line of its own. */
export function spacedJson(object: JsonObject): string {
  const lines = Object.entries(object).map(
    ([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}
