import { hash } from 'node:crypto';
import type { JsonObject } from '../../../base/json.ts';
import { InvalidAttributeName, invalidValue } from '../../../messaging/queues/errors.ts';
import { digestAttributes, selectAttributes } from '../../../messaging/queues/message-attributes.ts';
import type { ReceivedMessage } from '../../../messaging/queues/queues.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface ReceiveMessageInput extends QueueInput {
  /** By an older name. */
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
}

export const receiveMessage = sqsOperation<ReceiveMessageInput>({
  name: 'ReceiveMessage',
  permissions: onQueue('ReceiveMessage'),
  run: async (input, call) => {
    const { MaxNumberOfMessages: limit = 1, VisibilityTimeout, WaitTimeSeconds } = input;
    checkRange('MaxNumberOfMessages', limit, { min: 1, max: 10 });
    checkRange('VisibilityTimeout', VisibilityTimeout ?? 0, { min: 0, max: 43_200 });
    checkRange('WaitTimeSeconds', WaitTimeSeconds ?? 0, { min: 0, max: 20 });
    const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    const unknown = systemNames.find((name) => !systemAttributeNames.has(name));
    if (unknown !== undefined) throw new InvalidAttributeName(unknown);
    const { body } = await getQueueOf(input, call);
    const messages = await call.services.messaging.queues.receive(body, {
      limit,
      visibilityTimeoutSeconds: VisibilityTimeout,
      waitSeconds: WaitTimeSeconds,
      onHangUp: call.onHangUp,
    });
    if (messages.length === 0) return {};
    const attributeNames = input.MessageAttributeNames ?? [];
    return { Messages: messages.map((message) => messageJson(message, { systemNames, attributeNames })) };
  },
});

function checkRange(
  name: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (value >= min && value <= max) return;
  const reason =
    name === 'MaxNumberOfMessages'
      ? `Must be between ${min} and ${max}, if provided.`
      : `Must be >= ${min} and <= ${max}, if provided.`;
  throw invalidValue({ name, value }, reason);
}

interface AskedFor {
  readonly systemNames: readonly string[];
  readonly attributeNames: readonly string[];
}

function messageJson(message: ReceivedMessage, { systemNames, attributeNames }: AskedFor): JsonObject {
  const attributes = selectAttributes(message.attributes, attributeNames);
  const hasAttributes = Object.keys(attributes).length > 0;
  const system = systemAttributesOf(message, systemNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: hash('md5', message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(hasAttributes && {
      MD5OfMessageAttributes: digestAttributes(attributes),
      MessageAttributes: attributes as unknown as JsonObject,
    }),
  };
}

type SystemAttribute = (message: ReceivedMessage) => string | undefined;

const systemAttributes: Readonly<Record<string, SystemAttribute>> = {
  SenderId: ({ senderId }) => senderId,
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => String(firstReceivedAt),
  ApproximateReceiveCount: ({ receiveCount }) => String(receiveCount),
  SentTimestamp: ({ sentAt }) => String(sentAt),
  SequenceNumber: ({ sequenceNumber }) => sequenceNumber,
  MessageDeduplicationId: ({ deduplicationId }) => deduplicationId,
  MessageGroupId: ({ groupId }) => groupId,
  AWSTraceHeader: ({ traceHeader }) => traceHeader,
  DeadLetterQueueSourceArn: ({ deadLetterSource }) => deadLetterSource,
};

const systemAttributeNames: ReadonlySet<string> = new Set(['All', ...Object.keys(systemAttributes)]);

function systemAttributesOf(message: ReceivedMessage, names: readonly string[]): JsonObject {
  const found: Record<string, string> = {};
  for (const name of names.includes('All') ? Object.keys(systemAttributes) : names) {
    const value = systemAttributes[name]?.(message);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
