import { hash } from 'node:crypto';
import { digestAttributes, type MessageAttributes } from '../../../messaging/queues/message-attributes.ts';
import type { SentMessage } from '../../../messaging/queues/queues.ts';
import { settingsOf } from '../../../messaging/queues/settings.ts';
import { type MessageInput, readMessage } from './message-check.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { senderIdOf } from './sender-id.ts';
import { sqsOperation } from './sqs-operation.ts';

interface SendMessageInput extends QueueInput, MessageInput {}

export const sendMessage = sqsOperation<SendMessageInput>({
  name: 'SendMessage',
  permissions: onQueue('SendMessage'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    const message = readMessage(input, settingsOf(body), senderIdOf(call.caller.principal));
    return sentJson(input, await call.services.messaging.queues.send(body, message));
  },
});

/** What is answered of a message that was sent. */
export function sentJson(
  { MessageBody, MessageAttributes, MessageSystemAttributes }: MessageInput,
  { messageId, sequenceNumber }: SentMessage,
) {
  return {
    ...digestOf('MD5OfMessageAttributes', MessageAttributes),
    MD5OfMessageBody: hash('md5', MessageBody),
    ...digestOf('MD5OfMessageSystemAttributes', MessageSystemAttributes),
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}

function digestOf(name: string, attributes: MessageAttributes | undefined) {
  if (attributes === undefined || Object.keys(attributes).length === 0) return {};
  return { [name]: digestAttributes(attributes) };
}
