import { invalidValue } from '../../../messaging/queues/errors.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface ChangeMessageVisibilityInput extends QueueInput {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
}

export const changeMessageVisibility = sqsOperation<ChangeMessageVisibilityInput>({
  name: 'ChangeMessageVisibility',
  permissions: onQueue('ChangeMessageVisibility'),
  run: async (input, call) => {
    const { body } = await getQueueOf(input, call);
    const timeout = checkTimeout(input.VisibilityTimeout);
    await call.services.messaging.queues.changeVisibility(body, input.ReceiptHandle, timeout);
    return {};
  },
});

/** Source: SQS API Reference, "ChangeMessageVisibility". */
const timeoutSecondsMax = 43_200;

/** `seconds`, or InvalidParameterValue. */
export function checkTimeout(seconds: number): number {
  if (seconds >= 0 && seconds <= timeoutSecondsMax) return seconds;
  const reason = `Must be between 0 and ${timeoutSecondsMax}.`;
  throw invalidValue({ name: 'VisibilityTimeout', value: seconds }, reason);
}
