import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { ecsOperation } from './ecs-operation.ts';
import { invalidToken } from './errors.ts';
import { limitOf, type PageInput } from './page-limit.ts';

interface ListTaskDefinitionsInput extends PageInput {
  readonly familyPrefix?: string;
  readonly status?: string;
  readonly sort?: 'ASC' | 'DESC';
}

/** By family, and by revision within it. */
export const listTaskDefinitions = ecsOperation<ListTaskDefinitionsInput>({
  name: 'ListTaskDefinitions',
  permissions: () => [{ action: 'ecs:ListTaskDefinitions', resource: '*' }],
  async run(input, { services: { store }, caller: { place } }) {
    const { familyPrefix, status = 'ACTIVE', sort = 'ASC', nextToken } = input;
    const prefix = familyPrefix === undefined ? '' : `${familyPrefix}:`;
    const found = (await listAll(store, 'EcsTaskDefinition', place, prefix)).filter(
      ({ body }) => body.status === status,
    );
    const isDescending = sort === 'DESC';
    const page = pageOf(isDescending ? found.toReversed() : found, {
      nextToken,
      limit: limitOf(input),
      positionOf: ({ name }) => name,
      isDescending,
      invalidToken,
    });
    return {
      taskDefinitionArns: page.items.map(({ body }) => body.arn),
      ...optional('nextToken', page.nextToken),
    };
  },
});
