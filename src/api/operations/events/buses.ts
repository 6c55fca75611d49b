import { ConcurrentModificationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { busNotFound } from '../../../eventbridge/errors.ts';
import { type BusName, busArnOf, busKey, parseBusName } from '../../../eventbridge/names.ts';
import { busPolicyOf, busPolicyText, findBus, getBus } from '../../../eventbridge/stored-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { EventBusBody } from '../../../store/resources/events.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { optional } from '../typed-operation.ts';
import { resourceTags } from './tags.ts';

/** The bus that a request names. Throws ResourceNotFoundException for one in another region, which is not reached from here. */
export function busOf(nameOrArn: string | undefined, { caller }: Call): BusName {
  const bus = parseBusName(nameOrArn, caller.place);
  const { region, partition } = caller.place;
  if (bus.place.region !== region || bus.place.partition !== partition) throw busNotFound(bus.name);
  return bus;
}

/** The permission for `action` on a bus, whose policy has its say. */
export async function busPermission(
  action: `events:${string}`,
  bus: BusName,
  { services }: Call,
): Promise<Permission> {
  const found = await findBus(services.store, bus);
  return {
    action,
    resource: busArnOf(bus),
    context: resourceTags(found?.body.tags ?? []),
    ...busPolicyOf(found?.body),
  };
}

/** Replaces a bus by what `change` makes of it. Throws ResourceNotFoundException. */
export function changeBus(
  { services: { store, clock } }: Call,
  bus: BusName,
  change: (body: EventBusBody) => EventBusBody,
): Promise<EventBusBody> {
  return commitChanges({
    store,
    async decide() {
      const { body, revision } = await getBus(store, bus);
      const result = { ...change(body), updatedAt: clock.now() };
      return {
        changes: [{ type: 'put', key: busKey(bus), body: result, expectedRevision: revision }],
        result,
      };
    },
    giveUp: () => changedMeanwhile(bus.name),
  });
}

export function changedMeanwhile(name: string): ConcurrentModificationException {
  return new ConcurrentModificationException(`${name} was modified concurrently. Try again.`);
}

export function busJson({
  arn,
  name,
  description,
  statements,
  createdAt,
  updatedAt,
}: EventBusBody): JsonObject {
  return {
    Name: name,
    Arn: arn,
    ...optional('Description', description),
    ...(statements.length === 0 ? {} : { Policy: busPolicyText(statements) }),
    ...optional('CreationTime', createdAt),
    ...optional('LastModifiedTime', updatedAt),
  };
}
