import type { Json } from '../../base/json.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import type { Permission } from '../../runtime/identity/identity.ts';
import type { QueueBody } from '../../store/resources/messaging.ts';
import type { Resource, Store } from '../../store/store.ts';
import { QueueDoesNotExist } from './errors.ts';
import { type QueueName, queueKey } from './names.ts';

export function findQueue(store: Store, queue: QueueName): Promise<Resource<'Queue'> | undefined> {
  return store.resources.get(queueKey(queue));
}

/** `findQueue`, or QueueDoesNotExist. */
export async function getQueue(store: Store, queue: QueueName): Promise<Resource<'Queue'>> {
  const found = await findQueue(store, queue);
  if (found === undefined) throw new QueueDoesNotExist();
  return found;
}

const compiledPolicies = new WeakMap<QueueBody, SourcedPolicy>();

/** What the queue's policy adds to a permission, so that others may be let in; nothing where it has none. */
export function queuePolicyOf(body: QueueBody | undefined): Pick<Permission, 'resourcePolicy'> {
  const text = body?.attributes.Policy;
  if (body === undefined || text === undefined) return {};
  let resourcePolicy = compiledPolicies.get(body);
  if (resourcePolicy === undefined) {
    const [, , , , account = ''] = body.arn.split(':');
    const policy = parsePolicy(JSON.parse(text) as Json, 'resource');
    resourcePolicy = { policy, name: 'queue policy', owner: body.arn, account };
    compiledPolicies.set(body, resourcePolicy);
  }
  return { resourcePolicy };
}
