import { utf8Length } from '../../../base/json.ts';
import {
  InvalidMessageContents,
  InvalidParameterValue,
  invalidValue,
  MissingParameter,
} from '../../../messaging/queues/errors.ts';
import type { MessageAttribute, MessageAttributes } from '../../../messaging/queues/message-attributes.ts';
import type { OutgoingMessage } from '../../../messaging/queues/queues.ts';
import type { QueueSettings } from '../../../messaging/queues/settings.ts';

/** A message as SendMessage and the entries of SendMessageBatch have it. */
export interface MessageInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

/** Source: SQS API Reference, "SendMessage". */
const delaySecondsMax = 900;
const attributesMax = 10;

const noAttributes: MessageAttributes = {};

/**
 * What a queue takes of a request, as `senderId`. Throws MissingParameter, InvalidParameterValue and
 * InvalidMessageContents.
 */
export function readMessage(input: MessageInput, settings: QueueSettings, senderId: string): OutgoingMessage {
  const { MessageBody: body, MessageAttributes: attributes = noAttributes } = input;
  if (body === '') throw new MissingParameter('MessageBody');
  if (hasForbiddenCharacter(body)) throw new InvalidMessageContents();
  checkAttributes(attributes);
  if (messageBytes(input) > settings.messageBytesMax) {
    throw new InvalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.messageBytesMax} bytes.`,
    );
  }
  checkDelay(input, settings);
  checkFifo(input, settings);
  return {
    body,
    attributes,
    senderId,
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
  };
}

/** How much of the queue's limit a message takes: its body and its attributes, names and types included. */
export function messageBytes({ MessageBody, MessageAttributes = noAttributes }: MessageInput): number {
  let bytes = utf8Length(MessageBody);
  for (const name in MessageAttributes) {
    const { DataType, StringValue = '', BinaryValue = '' } = MessageAttributes[name] as MessageAttribute;
    bytes +=
      utf8Length(name) + DataType.length + utf8Length(StringValue) + Buffer.byteLength(BinaryValue, 'base64');
  }
  return bytes;
}

/** Control characters, what is no character, and halves of pairs. */
const forbidden = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]|\p{Surrogate}/u;

function hasForbiddenCharacter(text: string): boolean {
  return forbidden.test(text);
}

function checkDelay({ DelaySeconds: seconds }: MessageInput, { isFifo }: QueueSettings): void {
  if (seconds === undefined) return;
  const parameter = { name: 'DelaySeconds', value: seconds };
  if (seconds < 0 || seconds > delaySecondsMax)
    throw invalidValue(parameter, `DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`);
  if (isFifo && seconds !== 0) throw invalidValue(parameter, notForQueueType);
}

const notForQueueType = 'The request include parameter that is not valid for this queue type';

/** Source: API Reference, "SendMessage", MessageDeduplicationId and MessageGroupId. */
const idPattern = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

function checkFifo({ MessageGroupId, MessageDeduplicationId }: MessageInput, settings: QueueSettings): void {
  for (const [name, value] of Object.entries({ MessageGroupId, MessageDeduplicationId })) {
    if (value !== undefined && !idPattern.test(value)) {
      const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
      throw invalidValue({ name, value }, reason);
    }
  }
  if (!settings.isFifo) {
    if (MessageDeduplicationId === undefined) return;
    throw invalidValue({ name: 'MessageDeduplicationId', value: MessageDeduplicationId }, notForQueueType);
  }
  if (MessageGroupId === undefined) throw new MissingParameter('MessageGroupId');
  if (MessageDeduplicationId === undefined && !settings.deduplicatesByContent) {
    throw new InvalidParameterValue(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > attributesMax) {
    throw new InvalidParameterValue(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${attributesMax}].`,
    );
  }
  for (const name of names) {
    const problem = findAttributeProblem(name, attributes[name] as MessageAttribute);
    if (problem !== undefined) throw new InvalidParameterValue(problem);
  }
}

function findAttributeProblem(
  name: string,
  { DataType, StringValue, BinaryValue }: MessageAttribute,
): string | undefined {
  if (!/^[\w.-]{1,256}$/.test(name) || /^\.|\.$|\.\.|^(aws|amazon)\./i.test(name))
    return 'Message (user) attribute name can contain upper case A-Z, lower case a-z, digits 0-9, hyphens, underscores and periods, and must not begin with AWS. or Amazon.';
  if (DataType === '')
    return `The message attribute '${name}' must contain a non-empty message attribute type.`;
  const [kind = ''] = DataType.split('.', 1);
  if (!['String', 'Number', 'Binary'].includes(kind) || DataType.length > 256)
    return `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`;
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '')
    return `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`;
  if (kind === 'Number' && Number.isNaN(Number(value)))
    return `Can't cast the value of message (user) attribute '${name}' to a number.`;
  if (kind !== 'Binary' && hasForbiddenCharacter(value))
    return `Message (user) attribute '${name}' contains characters that are not allowed.`;
  return undefined;
}
