import { defaultBusName } from '../../../eventbridge/names.ts';
import { getBus } from '../../../eventbridge/stored-bus.ts';
import type { EventBusBody } from '../../../store/resources/events.ts';
import type { Call } from '../../operation.ts';
import { busJson } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';

interface ListEventBusesInput extends PageInput {
  readonly NamePrefix?: string;
}

export const listEventBuses = eventsOperation<ListEventBusesInput>({
  name: 'ListEventBuses',
  permissions: () => [{ action: 'events:ListEventBuses', resource: '*' }],
  run: async (input, call) => {
    const request = pageOf(input);
    const { account, region } = call.caller.place;
    const { NamePrefix: prefix = '' } = input;
    const { after } = request;
    const found = await call.services.store.resources.list({
      kind: 'EventBus',
      account,
      region,
      prefix,
      limit: request.limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const buses = found.map(({ body }) => body);
    const hasDefault = defaultBusName.startsWith(prefix) && (after === undefined || defaultBusName > after);
    const { page, token } = cutPage(
      hasDefault ? await withDefault(buses, call) : buses,
      request,
      ({ name }) => name,
    );
    return { EventBuses: page.map(busJson), ...token };
  },
});

/** The default bus is there whether or not anything about it is stored. */
async function withDefault(
  buses: readonly EventBusBody[],
  { caller: { place }, services }: Call,
): Promise<readonly EventBusBody[]> {
  if (buses.some(({ name }) => name === defaultBusName)) return buses;
  const { body } = await getBus(services.store, { place, name: defaultBusName });
  return [...buses, body].sort((left, right) => (left.name < right.name ? -1 : 1));
}
