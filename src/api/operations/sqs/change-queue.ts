import { ConcurrentModificationException } from '../../../base/aws-error.ts';
import { type QueueName, queueKey } from '../../../messaging/queues/names.ts';
import { getQueue } from '../../../messaging/queues/stored-queue.ts';
import type { QueueBody } from '../../../store/resources/messaging.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';

/** Replaces a queue by what `change` makes of it. Throws QueueDoesNotExist. */
export function changeQueue(
  { services: { store } }: Call,
  queue: QueueName,
  change: (body: QueueBody) => QueueBody,
): Promise<QueueBody> {
  return commitChanges({
    store,
    async decide() {
      const { body, revision } = await getQueue(store, queue);
      const result = change(body);
      return {
        changes: [{ type: 'put', key: queueKey(queue), body: result, expectedRevision: revision }],
        result,
      };
    },
    giveUp: () => new ConcurrentModificationException(`The queue ${queue.name} is being changed by others.`),
  });
}
