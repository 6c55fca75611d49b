import { BatchRequestTooLong } from '../../../messaging/queues/errors.ts';
import { settingsOf } from '../../../messaging/queues/settings.ts';
import { type BatchEntry, checkEntries, runEntries } from './batch.ts';
import { type MessageInput, messageBytes, readMessage } from './message-check.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sentJson } from './send-message.ts';
import { senderIdOf } from './sender-id.ts';
import { sqsOperation } from './sqs-operation.ts';

interface SendMessageBatchInput extends QueueInput {
  readonly Entries: readonly (MessageInput & BatchEntry)[];
}

/** Source: SQS API Reference, "SendMessageBatch". */
const batchBytesMax = 1_048_576;

export const sendMessageBatch = sqsOperation<SendMessageBatchInput>({
  name: 'SendMessageBatch',
  permissions: onQueue('SendMessage'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    checkEntries(input.Entries, 'SendMessageBatchRequestEntry');
    const bytes = input.Entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
    if (bytes > batchBytesMax) throw new BatchRequestTooLong({ max: batchBytesMax, bytes });
    const senderId = senderIdOf(call.caller.principal);
    return runEntries(input.Entries, async (entry) => {
      const message = readMessage(entry, settingsOf(body), senderId);
      return sentJson(entry, await call.services.messaging.queues.send(body, message));
    });
  },
});
