import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { ConflictException } from './errors.ts';
import { tagKeys as keysContext } from './tag-conditions.ts';
import { getTaggedResource, setTags } from './tagged-resource.ts';

interface UntagResourceInput {
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}

/** Keys that the resource does not have are no error (recorded). */
export const untagResource = operationOf<UntagResourceInput>('states', {
  name: 'UntagResource',
  permissions: ({ resourceArn, tagKeys }) => [
    { action: 'states:UntagResource', resource: resourceArn, context: keysContext(tagKeys) },
  ],
  async run({ resourceArn, tagKeys }, call) {
    const removed = new Set(tagKeys);
    return commitChanges({
      store: call.services.store,
      async decide() {
        const resource = await getTaggedResource(resourceArn, call);
        const { tags } = resource.body;
        const kept = tags.filter(({ key }) => !removed.has(key));
        return { changes: kept.length === tags.length ? [] : [setTags(resource, kept)], result: {} };
      },
      giveUp: () => new ConflictException('The resource is changed all the time. Try again.'),
    });
  },
});
