import { type BatchEntry, checkEntries, runEntries } from './batch.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface DeleteMessageBatchInput extends QueueInput {
  readonly Entries: readonly DeleteEntry[];
}

interface DeleteEntry extends BatchEntry {
  readonly ReceiptHandle: string;
}

export const deleteMessageBatch = sqsOperation<DeleteMessageBatchInput>({
  name: 'DeleteMessageBatch',
  permissions: onQueue('DeleteMessage'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    checkEntries(input.Entries, 'DeleteMessageBatchRequestEntry');
    return runEntries(input.Entries, async ({ ReceiptHandle }) => {
      await call.services.messaging.queues.delete(body, ReceiptHandle);
      return {};
    });
  },
});
