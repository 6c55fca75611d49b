import { QueueDoesNotExist } from '../../../messaging/queues/errors.ts';
import { type QueueName, queueUrlOf } from '../../../messaging/queues/names.ts';
import { findQueue } from '../../../messaging/queues/stored-queue.ts';
import type { Call } from '../../operation.ts';
import { queuePermission } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface GetQueueUrlInput {
  readonly QueueName: string;
  readonly QueueOwnerAWSAccountId?: string;
}

export const getQueueUrl = sqsOperation<GetQueueUrlInput>({
  name: 'GetQueueUrl',
  permissions: async (input, call) => [
    await queuePermission('sqs:GetQueueUrl', queueNamed(input, call), call),
  ],
  run: async (input, call) => {
    const queue = queueNamed(input, call);
    const { store, endpoint } = call.services;
    if ((await findQueue(store, queue)) === undefined) throw new QueueDoesNotExist();
    return { QueueUrl: queueUrlOf(queue, endpoint()) };
  },
});

function queueNamed(
  { QueueName: name, QueueOwnerAWSAccountId }: GetQueueUrlInput,
  { caller }: Call,
): QueueName {
  const { place } = caller;
  return { place: { ...place, account: QueueOwnerAWSAccountId ?? place.account }, name };
}
