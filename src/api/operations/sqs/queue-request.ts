import { parseQueueUrl, type QueueName, queueArnOf } from '../../../messaging/queues/names.ts';
import { findQueue, getQueue, queuePolicyOf } from '../../../messaging/queues/stored-queue.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { resourceTags } from './tags.ts';

/** The member by which requests name a queue. */
export interface QueueInput {
  readonly QueueUrl: string;
}

/** The queue that a request names, whether it exists or not. Throws InvalidAddress. */
export function queueOf({ QueueUrl }: QueueInput, { caller }: Call): QueueName {
  return parseQueueUrl(QueueUrl, caller.place);
}

/** The queue that a request names. Throws InvalidAddress and QueueDoesNotExist. */
export function getQueueOf(input: QueueInput, call: Call): Promise<Resource<'Queue'>> {
  return getQueue(call.services.store, queueOf(input, call));
}

/** The permission for `action` on a queue, whose policy has its say. */
export async function queuePermission(
  action: `sqs:${string}`,
  queue: QueueName,
  { services }: Call,
): Promise<Permission> {
  const body = (await findQueue(services.store, queue))?.body;
  const permission = { action, resource: queueArnOf(queue), ...queuePolicyOf(body) };
  return body === undefined || body.tags.length === 0
    ? permission
    : { ...permission, context: resourceTags(body.tags) };
}

/** The permission for `action` on the queue that a request names. */
export function onQueue(action: string) {
  return async (input: QueueInput, call: Call): Promise<readonly Permission[]> => [
    await queuePermission(`sqs:${action}`, queueOf(input, call), call),
  ];
}

/**
 * As `onQueue`, for what no policy opens to another account.
 *
 * Source: SQS Developer Guide, "Overview of managing access in Amazon SQS", cross-account permissions.
 */
export function onOwnQueue(action: string) {
  return async (input: QueueInput, call: Call): Promise<readonly Permission[]> => {
    const queue = queueOf(input, call);
    const permission = await queuePermission(`sqs:${action}`, queue, call);
    if (queue.place.account === call.caller.place.account) return [permission];
    const { resourcePolicy: _, ...own } = permission;
    return [own];
  };
}
