import { type BatchEntry, checkEntries, runEntries } from './batch.ts';
import { checkTimeout } from './change-message-visibility.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface ChangeMessageVisibilityBatchInput extends QueueInput {
  readonly Entries: readonly VisibilityEntry[];
}

interface VisibilityEntry extends BatchEntry {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout?: number;
}

export const changeMessageVisibilityBatch = sqsOperation<ChangeMessageVisibilityBatchInput>({
  name: 'ChangeMessageVisibilityBatch',
  permissions: onQueue('ChangeMessageVisibility'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    checkEntries(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry');
    return runEntries(input.Entries, async ({ ReceiptHandle, VisibilityTimeout = 0 }) => {
      const timeout = checkTimeout(VisibilityTimeout);
      await call.services.messaging.queues.changeVisibility(body, ReceiptHandle, timeout);
      return {};
    });
  },
});
