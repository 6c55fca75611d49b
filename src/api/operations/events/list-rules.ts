import { busOf } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { listPermission } from './list-permission.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';
import { readRules } from './read-rules.ts';
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
    const request = pageOf(input);
    const rules = await readRules(call.services.store, busOf(input.EventBusName, call), {
      limit: request.limit + 1,
      after: request.after,
      prefix: input.NamePrefix ?? '',
    });
    const { page, token } = cutPage(rules, request, ({ name }) => name);
    return { Rules: page.map(ruleJson), ...token };
  },
});
