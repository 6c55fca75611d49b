import { getQueueOf, onOwnQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

export const listQueueTags = sqsOperation<QueueInput>({
  name: 'ListQueueTags',
  permissions: onOwnQueue('ListQueueTags'),
  run: async (input, call) => {
    const { tags } = (await getQueueOf(input, call)).body;
    return tags.length === 0 ? {} : { Tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  },
});
