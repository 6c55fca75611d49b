import { invalidValue } from '../../../messaging/queues/errors.ts';
import { statementsOf, withStatements } from './add-permission.ts';
import { changeQueue } from './change-queue.ts';
import { onOwnQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface RemovePermissionInput extends QueueInput {
  readonly Label: string;
}

export const removePermission = sqsOperation<RemovePermissionInput>({
  name: 'RemovePermission',
  permissions: onOwnQueue('RemovePermission'),
  run: async (input, call) => {
    const updatedAt = call.services.clock.now();
    await changeQueue(call, queueOf(input, call), (body) => {
      const statements = statementsOf(body);
      const kept = statements.filter(({ Sid }) => Sid !== input.Label);
      if (kept.length === statements.length)
        throw invalidValue({ name: 'Label', value: input.Label }, "can't find label on existing policy.");
      return { ...withStatements(body, kept), updatedAt };
    });
    return {};
  },
});
