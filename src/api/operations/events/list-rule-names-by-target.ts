import { busOf } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { listPermission } from './list-permission.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';
import { readRules } from './read-rules.ts';

interface ListRuleNamesByTargetInput extends PageInput {
  readonly TargetArn: string;
  readonly EventBusName?: string;
}

/** More than a bus has. */
const rulesRead = 1_000;

export const listRuleNamesByTarget = eventsOperation<ListRuleNamesByTargetInput>({
  name: 'ListRuleNamesByTarget',
  permissions: async ({ EventBusName }, call) => [
    await listPermission('events:ListRuleNamesByTarget', busOf(EventBusName, call), call),
  ],
  run: async (input, call) => {
    const request = pageOf(input);
    const rules = await readRules(call.services.store, busOf(input.EventBusName, call), {
      limit: rulesRead,
      after: request.after,
    });
    const names = rules
      .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn))
      .map(({ name }) => name);
    const { page, token } = cutPage(names, request, (name) => name);
    return { RuleNames: page, ...token };
  },
});
