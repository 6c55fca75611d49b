import { PurgeQueueInProgress } from '../../../messaging/queues/errors.ts';
import { changeQueue } from './change-queue.ts';
import { getQueueOf, onQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

/** Source: API Reference, "PurgeQueue". */
const purgeMilliseconds = 60_000;

export const purgeQueue = sqsOperation<QueueInput>({
  name: 'PurgeQueue',
  permissions: onQueue('PurgeQueue'),
  run: async (input, call) => {
    const { queues } = call.services.messaging;
    const purgedId = await queues.lastId((await getQueueOf(input, call)).body);
    const now = call.services.clock.now();
    const purged = await changeQueue(call, queueOf(input, call), (body) => {
      if (body.purgedAt !== undefined && now < body.purgedAt + purgeMilliseconds)
        throw new PurgeQueueInProgress(body.name);
      return { ...body, purgedId, purgedAt: now };
    });
    await queues.deleteUpTo(purged, purgedId);
    return {};
  },
});
