import { type Arn, formatArn, type Place, parseArn } from '../base/arn.ts';
import type { ResourceKey } from '../store/store.ts';

export const defaultBusName = 'default';

/** A bus, whether it exists or not. */
export interface BusName {
  readonly place: Place;
  readonly name: string;
}

/** A rule, whether it exists or not. */
export interface RuleName {
  readonly bus: BusName;
  readonly name: string;
}

/** What a request calls a bus: its name in `here`, its ARN, or nothing for the default one. */
export function parseBusName(nameOrArn: string | undefined, here: Place): BusName {
  const parts = nameOrArn === undefined ? undefined : parseArn(nameOrArn);
  if (parts === undefined) return { place: here, name: nameOrArn ?? defaultBusName };
  const { partition, account, region, resource } = parts;
  return { place: { partition, account, region }, name: resource.replace(/^event-bus\//, '') };
}

/** The bus that `arn` names; undefined where it names none. */
export function parseBusArn(arn: Arn): BusName | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'events' || !/^event-bus\/[^/]+$/.test(parts.resource)) return undefined;
  return parseBusName(arn, parts);
}

export function busArnOf({ place, name }: BusName): Arn {
  return formatArn({ ...place, service: 'events', resource: `event-bus/${name}` });
}

/** Rules of the default bus leave its name out. */
export function ruleArnOf({ bus, name }: RuleName): Arn {
  const path = bus.name === defaultBusName ? name : `${bus.name}/${name}`;
  return formatArn({ ...bus.place, service: 'events', resource: `rule/${path}` });
}

/** The rule that `arn` names; undefined where it names none. */
export function parseRuleArn(arn: Arn): RuleName | undefined {
  const parts = parseArn(arn);
  const [, bus = defaultBusName, name] = /^rule\/(?:([^/]+)\/)?([^/]+)$/.exec(parts?.resource ?? '') ?? [];
  if (parts?.service !== 'events' || name === undefined) return undefined;
  const { partition, account, region } = parts;
  return { bus: { place: { partition, account, region }, name: bus }, name };
}

export function busKey({ place: { account, region }, name }: BusName): ResourceKey<'EventBus'> {
  return { kind: 'EventBus', account, region, name };
}

export function ruleKey({ bus, name }: RuleName): ResourceKey<'EventRule'> {
  const { account, region } = bus.place;
  return { kind: 'EventRule', account, region, name: `${bus.name}/${name}` };
}
