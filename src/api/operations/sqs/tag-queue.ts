import { changeQueue } from './change-queue.ts';
import { type QueueInput, queueOf, queuePermission } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';
import { mergeTags, requestTags, type TagMap } from './tags.ts';

interface TagQueueInput extends QueueInput {
  readonly Tags: TagMap;
}

export const tagQueue = sqsOperation<TagQueueInput>({
  name: 'TagQueue',
  permissions: async (input, call) => {
    const { resourcePolicy: _, ...permission } = await queuePermission(
      'sqs:TagQueue',
      queueOf(input, call),
      call,
    );
    return [{ ...permission, context: { ...permission.context, ...requestTags(input.Tags) } }];
  },
  run: async (input, call) => {
    await changeQueue(call, queueOf(input, call), (body) => ({
      ...body,
      tags: mergeTags(body.tags, input.Tags),
    }));
    return {};
  },
});
