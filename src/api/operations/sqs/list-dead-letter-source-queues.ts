import { queueArnOf, queueUrlOf } from '../../../messaging/queues/names.ts';
import { settingsOf } from '../../../messaging/queues/settings.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { type PageInput, pageOf, tokenAfter } from './pages.ts';
import { getQueueOf, onQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface ListDeadLetterSourceQueuesInput extends QueueInput, PageInput {}

export const listDeadLetterSourceQueues = sqsOperation<ListDeadLetterSourceQueuesInput>({
  name: 'ListDeadLetterSourceQueues',
  permissions: onQueue('ListDeadLetterSourceQueues'),
  run: async (input, call) => {
    await getQueueOf(input, call);
    const queue = queueOf(input, call);
    const { limit, after } = pageOf(input);
    const arn = queueArnOf(queue);
    const sources: Resource<'Queue'>[] = [];
    let position = after;
    for (;;) {
      const read = await readQueues(call, queue.place.account, position);
      sources.push(...read.filter(({ body }) => settingsOf(body).redrivePolicy?.deadLetterTargetArn === arn));
      if (read.length < queuesPerRead || sources.length > limit) break;
      position = read.at(-1)?.name;
    }
    const { place } = queue;
    return {
      queueUrls: sources
        .slice(0, limit)
        .map(({ name }) => queueUrlOf({ place, name }, call.services.endpoint())),
      ...tokenAfter(sources, limit),
    };
  },
});

const queuesPerRead = 500;

function readQueues({ caller, services }: Call, account: string, after: string | undefined) {
  const query = { kind: 'Queue', account, region: caller.place.region, limit: queuesPerRead } as const;
  return services.store.resources.list({ ...query, ...(after !== undefined && { after }) });
}
