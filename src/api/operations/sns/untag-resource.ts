import { parseTopicArn } from '../../../messaging/topics/names.ts';
import { snsOperation } from './sns-operation.ts';
import { tagKeys } from './tags.ts';
import { changeTopic, topicPermission } from './topic-request.ts';

interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export const untagResource = snsOperation<UntagResourceInput>({
  name: 'UntagResource',
  permissions: async ({ ResourceArn, TagKeys }, call) => {
    const permission = await topicPermission(
      'sns:UntagResource',
      parseTopicArn(ResourceArn, 'ResourceArn'),
      call,
    );
    return [{ ...permission, context: { ...permission.context, ...tagKeys(TagKeys) } }];
  },
  run: async ({ ResourceArn, TagKeys }, call) => {
    const topic = parseTopicArn(ResourceArn, 'ResourceArn');
    await changeTopic(call, topic, (body) => ({
      ...body,
      tags: body.tags.filter(({ key }) => !TagKeys.includes(key)),
    }));
    return {};
  },
});
