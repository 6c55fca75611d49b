import type { JsonObject } from '../base/json.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { SourcedPolicy } from '../iam/policy.ts';
import type { Permission } from '../runtime/identity/identity.ts';
import type { EventBusBody } from '../store/resources/events.ts';
import type { Resource, Store } from '../store/store.ts';
import { busNotFound } from './errors.ts';
import { type BusName, busArnOf, busKey, defaultBusName } from './names.ts';

/** A bus and the revision it was read at; 0 for the default bus while nothing about it is stored. */
export type StoredBus = Pick<Resource<'EventBus'>, 'body' | 'revision'>;

/** Every account has a default bus in every region, and nobody creates it. */
export async function findBus(store: Store, bus: BusName): Promise<StoredBus | undefined> {
  const found = await store.resources.get(busKey(bus));
  if (found !== undefined || bus.name !== defaultBusName) return found;
  return { body: defaultBus(bus), revision: 0 };
}

/** `findBus`, or ResourceNotFoundException. */
export async function getBus(store: Store, bus: BusName): Promise<StoredBus> {
  const found = await findBus(store, bus);
  if (found === undefined) throw busNotFound(bus.name);
  return found;
}

function defaultBus(bus: BusName): EventBusBody {
  return {
    arn: busArnOf(bus),
    name: bus.name,
    description: undefined,
    statements: [],
    createdAt: undefined,
    updatedAt: undefined,
    tags: [],
  };
}

/** The policy as answers show it. */
export function busPolicyText(statements: readonly JsonObject[]): string {
  return JSON.stringify(policyDocument(statements));
}

export function policyDocument(statements: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements };
}

const compiledPolicies = new WeakMap<EventBusBody, SourcedPolicy>();

/** What the bus's policy adds to a permission, so that other accounts may be let in; nothing where it has none. */
export function busPolicyOf(body: EventBusBody | undefined): Pick<Permission, 'resourcePolicy'> {
  if (body === undefined || body.statements.length === 0) return {};
  let resourcePolicy = compiledPolicies.get(body);
  if (resourcePolicy === undefined) {
    const policy = parsePolicy(policyDocument(body.statements), 'resource');
    const [, , , , account = ''] = body.arn.split(':');
    resourcePolicy = { policy, name: 'event bus policy', owner: body.arn, account };
    compiledPolicies.set(body, resourcePolicy);
  }
  return { resourcePolicy };
}
