import { parseTopicArn } from '../../../messaging/topics/names.ts';
import { getTopic } from '../../../messaging/topics/stored-topic.ts';
import { snsOperation } from './sns-operation.ts';
import { topicPermission } from './topic-request.ts';

interface ListTagsForResourceInput {
  readonly ResourceArn: string;
}

export const listTagsForResource = snsOperation<ListTagsForResourceInput>({
  name: 'ListTagsForResource',
  permissions: async ({ ResourceArn }, call) => [
    await topicPermission('sns:ListTagsForResource', parseTopicArn(ResourceArn, 'ResourceArn'), call),
  ],
  run: async ({ ResourceArn }, { services }) => {
    const { body } = await getTopic(services.store, parseTopicArn(ResourceArn, 'ResourceArn'));
    return { Tags: body.tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
});
