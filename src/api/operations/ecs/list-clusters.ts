import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { ecsOperation } from './ecs-operation.ts';
import { invalidToken } from './errors.ts';
import { limitOf, type PageInput } from './page-limit.ts';

export const listClusters = ecsOperation<PageInput>({
  name: 'ListClusters',
  permissions: () => [{ action: 'ecs:ListClusters', resource: '*' }],
  async run(input, { services: { store }, caller: { place } }) {
    const page = pageOf(await listAll(store, 'EcsCluster', place), {
      nextToken: input.nextToken,
      limit: limitOf(input),
      positionOf: ({ name }) => name,
      invalidToken,
    });
    return { clusterArns: page.items.map(({ body }) => body.arn), ...optional('nextToken', page.nextToken) };
  },
});
