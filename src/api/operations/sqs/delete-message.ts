import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface DeleteMessageInput extends QueueInput {
  readonly ReceiptHandle: string;
}

export const deleteMessage = sqsOperation<DeleteMessageInput>({
  name: 'DeleteMessage',
  permissions: onQueue('DeleteMessage'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    await call.services.messaging.queues.delete(body, input.ReceiptHandle);
    return {};
  },
});
