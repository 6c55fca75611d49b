import { getBus } from '../../../eventbridge/stored-bus.ts';
import { busOf } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { listPermission } from './list-permission.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';
import { ruleJson } from './rules.ts';

interface ListRulesInput extends PageInput {
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
}

export const listRules = eventsOperation<ListRulesInput>({
  name: 'ListRules',
  permissions: async ({ EventBusName }, call) => [
    await listPermission('events:ListRules', busOf(EventBusName, call), call),
  ],
  run: async (input, call) => {
    const { store } = call.services;
    const request = pageOf(input);
    const bus = busOf(input.EventBusName, call);
    await getBus(store, bus);
    const { account, region } = bus.place;
    const found = await store.resources.list({
      kind: 'EventRule',
      account,
      region,
      prefix: `${bus.name}/${input.NamePrefix ?? ''}`,
      limit: request.limit + 1,
      ...(request.after === undefined ? {} : { after: `${bus.name}/${request.after}` }),
    });
    const rules = found.map(({ body }) => body);
    const { page, token } = cutPage(rules, request, ({ name }) => name);
    return { Rules: page.map(ruleJson), ...token };
  },
});
