import { eventsOperation } from './events-operation.ts';
import { taggedResourceOf } from './tagged-resource.ts';
import { wireTags } from './tags.ts';

interface ListTagsForResourceInput {
  readonly ResourceARN: string;
}

export const listTagsForResource = eventsOperation<ListTagsForResourceInput>({
  name: 'ListTagsForResource',
  permissions: async ({ ResourceARN }, call) => [
    await taggedResourceOf(ResourceARN, call).permission('events:ListTagsForResource'),
  ],
  run: async ({ ResourceARN }, call) => ({
    Tags: wireTags(await taggedResourceOf(ResourceARN, call).readTags()),
  }),
});
