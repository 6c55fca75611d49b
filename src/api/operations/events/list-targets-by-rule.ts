import type { JsonObject } from '../../../base/json.ts';
import { eventsOperation } from './events-operation.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';
import { getRule, ruleOf, rulePermission } from './rules.ts';

interface ListTargetsByRuleInput extends PageInput {
  readonly Rule: string;
  readonly EventBusName?: string;
}

export const listTargetsByRule = eventsOperation<ListTargetsByRuleInput>({
  name: 'ListTargetsByRule',
  permissions: async ({ Rule, ...input }, call) => [
    await rulePermission('events:ListTargetsByRule', ruleOf({ ...input, Name: Rule }, call), call),
  ],
  run: async ({ Rule, ...input }, call) => {
    const request = pageOf(input);
    const { body } = await getRule(call.services.store, ruleOf({ ...input, Name: Rule }, call));
    const targets = body.targets
      .filter(({ Id }) => request.after === undefined || Id > request.after)
      .sort((left, right) => (left.Id < right.Id ? -1 : 1));
    const { page, token } = cutPage(targets, request, ({ Id }) => Id);
    // A target is kept as it came, with the members that the API shows.
    return { Targets: page as unknown as readonly JsonObject[], ...token };
  },
});
