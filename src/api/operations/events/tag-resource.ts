import { eventsOperation } from './events-operation.ts';
import { taggedResourceOf } from './tagged-resource.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface TagResourceInput {
  readonly ResourceARN: string;
  readonly Tags: readonly WireTag[];
}

export const tagResource = eventsOperation<TagResourceInput>({
  name: 'TagResource',
  permissions: async ({ ResourceARN, Tags }, call) => [
    await taggedResourceOf(ResourceARN, call).permission('events:TagResource', requestTags(Tags)),
  ],
  run: async ({ ResourceARN, Tags }, call) => {
    await taggedResourceOf(ResourceARN, call).changeTags((tags) => mergeTags(tags, Tags));
    return {};
  },
});
