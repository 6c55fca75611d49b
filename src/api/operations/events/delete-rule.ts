import { ValidationException } from '../../../base/aws-error.ts';
import { ruleKey } from '../../../eventbridge/names.ts';
import { getBus } from '../../../eventbridge/stored-bus.ts';
import { eventsOperation } from './events-operation.ts';
import { checkIsNotManaged, commitRule, type RuleInput, ruleOf, rulePermission } from './rules.ts';

interface DeleteRuleInput extends RuleInput {
  readonly Force?: boolean;
}

export const deleteRule = eventsOperation<DeleteRuleInput>({
  name: 'DeleteRule',
  permissions: async (input, call) => [await rulePermission('events:DeleteRule', ruleOf(input, call), call)],
  run: async (input, call) => {
    const { store } = call.services;
    const rule = ruleOf(input, call);
    return commitRule(call, rule, async () => {
      const key = ruleKey(rule);
      const found = await store.resources.get(key);
      if (found === undefined) {
        await getBus(store, rule.bus);
        // Deleting what is not there is no error.
        return { changes: [], result: {} };
      }
      if (input.Force !== true) checkIsNotManaged(found.body);
      if (found.body.targets.length > 0) {
        throw new ValidationException("Rule can't be deleted since it has targets.");
      }
      return { changes: [{ type: 'delete', key, expectedRevision: found.revision }], result: {} };
    });
  },
});
