import type { BusName } from '../../../eventbridge/names.ts';
import { getBus } from '../../../eventbridge/stored-bus.ts';
import type { EventRuleBody } from '../../../store/resources/events.ts';
import type { Store } from '../../../store/store.ts';

export interface RulesQuery {
  readonly limit: number;
  /** The name that the page before ended with. */
  readonly after: string | undefined;
  /** Of the rules' names. */
  readonly prefix?: string;
}

/** Rules of a bus in order of name. Throws ResourceNotFoundException for the bus. */
export async function readRules(
  store: Store,
  bus: BusName,
  { limit, after, prefix = '' }: RulesQuery,
): Promise<readonly EventRuleBody[]> {
  await getBus(store, bus);
  const { account, region } = bus.place;
  const found = await store.resources.list({
    kind: 'EventRule',
    account,
    region,
    prefix: `${bus.name}/${prefix}`,
    limit,
    ...(after === undefined ? {} : { after: `${bus.name}/${after}` }),
  });
  return found.map(({ body }) => body);
}
