import { eventsOperation } from './events-operation.ts';
import { getRule, type RuleInput, ruleJson, ruleOf, rulePermission } from './rules.ts';

export const describeRule = eventsOperation<RuleInput>({
  name: 'DescribeRule',
  permissions: async (input, call) => [
    await rulePermission('events:DescribeRule', ruleOf(input, call), call),
  ],
  run: async (input, call) => {
    const { body } = await getRule(call.services.store, ruleOf(input, call));
    return { ...ruleJson(body), CreatedBy: body.createdBy };
  },
});
