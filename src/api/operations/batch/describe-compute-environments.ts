import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { computeEnvironmentJson } from './compute-environments.ts';
import { type DescribeInput, isAmong, limitOf } from './describe-request.ts';
import { invalidToken } from './errors.ts';

export const describeComputeEnvironments = batchOperation<
  DescribeInput & { readonly computeEnvironments?: readonly string[] }
>({
  name: 'DescribeComputeEnvironments',
  permissions: () => [{ action: 'batch:DescribeComputeEnvironments', resource: '*' }],
  async run(input, { services, caller: { place } }) {
    const found = await listAll(services.store, 'BatchComputeEnvironment', place);
    const page = pageOf(found.filter(isAmong(input.computeEnvironments)), {
      nextToken: input.nextToken,
      limit: limitOf(input),
      positionOf: ({ name }) => name,
      invalidToken,
    });
    return {
      computeEnvironments: page.items.map(computeEnvironmentJson),
      ...optional('nextToken', page.nextToken),
    };
  },
});
