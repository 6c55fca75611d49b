import { InvalidAttributeValue } from '../../../messaging/queues/errors.ts';
import { changeQueue } from './change-queue.ts';
import { type AttributeMap, checkRedrivePolicy, mergeAttributes } from './queue-attributes.ts';
import { onOwnQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface SetQueueAttributesInput extends QueueInput {
  readonly Attributes: AttributeMap;
}

export const setQueueAttributes = sqsOperation<SetQueueAttributesInput>({
  name: 'SetQueueAttributes',
  permissions: onOwnQueue('SetQueueAttributes'),
  run: async (input, call) => {
    const { Attributes: given } = input;
    const queue = queueOf(input, call);
    const updatedAt = call.services.clock.now();
    await checkRedrivePolicy(call.services.store, queue, given);
    await changeQueue(call, queue, (body) => {
      const isFifo = body.attributes.FifoQueue === 'true';
      if (given.FifoQueue !== undefined && given.FifoQueue !== String(isFifo))
        throw new InvalidAttributeValue('FifoQueue', 'Modifying queue type is not supported.');
      return { ...body, attributes: mergeAttributes(body.attributes, given, isFifo), updatedAt };
    });
    return {};
  },
});
