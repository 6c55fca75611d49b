import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { ConflictException } from './errors.ts';
import { requestTags } from './tag-conditions.ts';
import { getTaggedResource, setTags } from './tagged-resource.ts';
import { checkTags, mergeTags, type WireTag } from './tags.ts';

interface TagResourceInput {
  readonly resourceArn: string;
  readonly tags: readonly WireTag[];
}

export const tagResource = operationOf<TagResourceInput>('states', {
  name: 'TagResource',
  permissions: ({ resourceArn, tags }) => [
    { action: 'states:TagResource', resource: resourceArn, context: requestTags(tags) },
  ],
  async run({ resourceArn, tags }, call) {
    const added = checkTags(tags, resourceArn);
    return commitChanges({
      store: call.services.store,
      async decide() {
        const resource = await getTaggedResource(resourceArn, call);
        const merged = mergeTags(resource.body.tags, added, resourceArn);
        return { changes: added.length === 0 ? [] : [setTags(resource, merged)], result: {} };
      },
      giveUp: () => new ConflictException('The resource is changed all the time. Try again.'),
    });
  },
});
