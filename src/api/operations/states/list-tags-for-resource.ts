import { operationOf } from '../typed-operation.ts';
import { getTaggedResource } from './tagged-resource.ts';

interface ListTagsForResourceInput {
  readonly resourceArn: string;
}

export const listTagsForResource = operationOf<ListTagsForResourceInput>('states', {
  name: 'ListTagsForResource',
  permissions: ({ resourceArn }) => [{ action: 'states:ListTagsForResource', resource: resourceArn }],
  async run({ resourceArn }, call) {
    const { body } = await getTaggedResource(resourceArn, call);
    return { tags: body.tags.map(({ key, value }) => ({ key, value })) };
  },
});
