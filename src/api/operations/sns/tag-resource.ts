import { parseTopicArn } from '../../../messaging/topics/names.ts';
import { snsOperation } from './sns-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';
import { changeTopic, topicPermission } from './topic-request.ts';

interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: readonly WireTag[];
}

export const tagResource = snsOperation<TagResourceInput>({
  name: 'TagResource',
  permissions: async ({ ResourceArn, Tags }, call) => {
    const permission = await topicPermission(
      'sns:TagResource',
      parseTopicArn(ResourceArn, 'ResourceArn'),
      call,
    );
    return [{ ...permission, context: { ...permission.context, ...requestTags(Tags) } }];
  },
  run: async ({ ResourceArn, Tags }, call) => {
    const topic = parseTopicArn(ResourceArn, 'ResourceArn');
    await changeTopic(call, topic, (body) => ({ ...body, tags: mergeTags(body.tags, Tags) }));
    return {};
  },
});
