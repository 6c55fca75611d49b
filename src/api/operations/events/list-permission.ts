import { type BusName, busArnOf } from '../../../eventbridge/names.ts';
import { busPolicyOf, findBus } from '../../../eventbridge/stored-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';

/**
 * The permission to list what belongs to a bus, which for one's own account has no resource. In another account it is
 * about the bus, whose policy must let the caller in.
 */
export async function listPermission(
  action: `events:${string}`,
  bus: BusName,
  { caller, services }: Call,
): Promise<Permission> {
  if (bus.place.account === caller.place.account) return { action, resource: '*' };
  const found = await findBus(services.store, bus);
  return { action, resource: busArnOf(bus), ...busPolicyOf(found?.body) };
}
