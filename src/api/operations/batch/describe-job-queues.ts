import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type DescribeInput, isAmong, limitOf } from './describe-request.ts';
import { invalidToken } from './errors.ts';
import { jobQueueJson } from './job-queues.ts';

export const describeJobQueues = batchOperation<DescribeInput & { readonly jobQueues?: readonly string[] }>({
  name: 'DescribeJobQueues',
  permissions: () => [{ action: 'batch:DescribeJobQueues', resource: '*' }],
  async run(input, { services, caller: { place } }) {
    const found = await listAll(services.store, 'BatchJobQueue', place);
    const page = pageOf(found.filter(isAmong(input.jobQueues)), {
      nextToken: input.nextToken,
      limit: limitOf(input),
      positionOf: ({ name }) => name,
      invalidToken,
    });
    return { jobQueues: page.items.map(jobQueueJson), ...optional('nextToken', page.nextToken) };
  },
});
