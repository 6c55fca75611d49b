import { eventsOperation } from './events-operation.ts';
import { taggedResourceOf } from './tagged-resource.ts';
import { tagKeys } from './tags.ts';

interface UntagResourceInput {
  readonly ResourceARN: string;
  readonly TagKeys: readonly string[];
}

export const untagResource = eventsOperation<UntagResourceInput>({
  name: 'UntagResource',
  permissions: async ({ ResourceARN, TagKeys }, call) => [
    await taggedResourceOf(ResourceARN, call).permission('events:UntagResource', tagKeys(TagKeys)),
  ],
  run: async ({ ResourceARN, TagKeys }, call) => {
    const removed = new Set(TagKeys);
    await taggedResourceOf(ResourceARN, call).changeTags((tags) =>
      tags.filter(({ key }) => !removed.has(key)),
    );
    return {};
  },
});
