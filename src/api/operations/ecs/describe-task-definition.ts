import { ClientException } from '../jobs/client-exception.ts';
import { ecsOperation } from './ecs-operation.ts';
import { findTaskDefinition, taskDefinitionJson } from './task-definitions.ts';

interface DescribeTaskDefinitionInput {
  readonly taskDefinition: string;
  readonly include?: readonly string[];
}

export const describeTaskDefinition = ecsOperation<DescribeTaskDefinitionInput>({
  name: 'DescribeTaskDefinition',
  permissions: () => [{ action: 'ecs:DescribeTaskDefinition', resource: '*' }],
  async run({ taskDefinition, include = [] }, { services: { store }, caller: { place } }) {
    const found = await findTaskDefinition(store, place, taskDefinition);
    if (found === undefined) throw new ClientException('Unable to describe task definition.');
    const { body } = found;
    return {
      taskDefinition: taskDefinitionJson(body),
      ...(include.includes('TAGS') && { tags: body.tags.map(({ key, value }) => ({ key, value })) }),
    };
  },
});
