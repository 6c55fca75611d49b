import { changeQueue } from './change-queue.ts';
import { type QueueInput, queueOf, queuePermission } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';
import { tagKeys } from './tags.ts';

interface UntagQueueInput extends QueueInput {
  readonly TagKeys: readonly string[];
}

export const untagQueue = sqsOperation<UntagQueueInput>({
  name: 'UntagQueue',
  permissions: async (input, call) => {
    const { resourcePolicy: _, ...permission } = await queuePermission(
      'sqs:UntagQueue',
      queueOf(input, call),
      call,
    );
    return [{ ...permission, context: { ...permission.context, ...tagKeys(input.TagKeys) } }];
  },
  run: async (input, call) => {
    await changeQueue(call, queueOf(input, call), (body) => ({
      ...body,
      tags: body.tags.filter(({ key }) => !input.TagKeys.includes(key)),
    }));
    return {};
  },
});
