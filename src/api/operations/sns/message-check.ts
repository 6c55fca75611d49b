import { exceedsBytes, isJsonObject, type Json } from '../../../base/json.ts';
import type { MessageAttribute, MessageAttributes } from '../../../messaging/queues/message-attributes.ts';
import {
  InvalidParameterException,
  InvalidParameterValueException,
} from '../../../messaging/topics/errors.ts';
import { isFifoTopic } from '../../../messaging/topics/stored-topic.ts';
import type { NewTopicMessage } from '../../../messaging/topics/topics.ts';
import type { TopicBody } from '../../../store/resources/messaging.ts';

/** A message as Publish and the entries of PublishBatch have it. */
export interface MessageInput {
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

/** UTF-8 bytes of a message. Source: SNS API Reference, "Publish". */
export const messageBytesMax = 256 * 1024;

/** What a topic takes of a request. Throws InvalidParameterException and InvalidParameterValueException. */
export function readMessage(input: MessageInput, topic: TopicBody, traceHeader?: string): NewTopicMessage {
  const { Message, Subject: subject, MessageAttributes: attributes = {} } = input;
  if (Message === '') throw new InvalidParameterException('Empty message');
  if (exceedsBytes(Message, messageBytesMax)) throw new InvalidParameterException('Message too long');
  if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject))
    throw new InvalidParameterException('Subject');
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
  checkOrder(input, topic);
  return {
    bodies: input.MessageStructure === 'json' ? readBodies(Message) : { default: Message },
    subject,
    attributes,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    traceHeader,
  };
}

/** The texts of a message that is another one for each protocol. */
function readBodies(message: string): Readonly<Record<string, string>> {
  let value: Json;
  try {
    value = JSON.parse(message) as Json;
  } catch {
    throw new InvalidParameterException('Message Structure - JSON message body failed to parse');
  }
  if (!isJsonObject(value))
    throw new InvalidParameterException('Message Structure - JSON message body failed to parse');
  const bodies = Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  if (bodies.default === undefined)
    throw new InvalidParameterException('Message Structure - No default entry in JSON message body');
  return bodies;
}

function checkOrder({ MessageGroupId, MessageDeduplicationId }: MessageInput, topic: TopicBody): void {
  if (!isFifoTopic(topic)) {
    if (MessageDeduplicationId === undefined) return;
    throw new InvalidParameterException(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  if (MessageGroupId === undefined)
    throw new InvalidParameterException('The MessageGroupId parameter is required for FIFO topics');
  if (MessageDeduplicationId === undefined && topic.attributes.ContentBasedDeduplication !== 'true') {
    throw new InvalidParameterException(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [kind = ''] = DataType.split('.', 1);
  if (!['String', 'Number', 'Binary'].includes(kind)) {
    throw new InvalidParameterValueException(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '') {
    throw new InvalidParameterValueException(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (kind === 'Number' && Number.isNaN(Number(value))) {
    throw new InvalidParameterValueException(
      `The message attribute '${name}' with type 'Number' must use a valid number value.`,
    );
  }
}
