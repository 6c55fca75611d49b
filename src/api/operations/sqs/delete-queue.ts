import { queueKey } from '../../../messaging/queues/names.ts';
import { getQueueOf, onOwnQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

export const deleteQueue = sqsOperation<QueueInput>({
  name: 'DeleteQueue',
  permissions: onOwnQueue('DeleteQueue'),
  run: async (input, call) => {
    const { store, messaging } = call.services;
    const { body } = await getQueueOf(input, call);
    // Messages go before the queue that they are found by; what is sent meanwhile goes after it.
    await messaging.queues.deleteUpTo(body, await messaging.queues.lastId(body));
    const key = queueKey(queueOf(input, call));
    await store.resources.write([{ type: 'delete', key, expectedRevision: undefined }]);
    await messaging.queues.deleteUpTo(body, await messaging.queues.lastId(body));
    return {};
  },
});
