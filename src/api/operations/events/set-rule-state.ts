import type { Operation } from '../../operation.ts';
import { eventsOperation } from './events-operation.ts';
import { changeRule, checkIsNotManaged, type RuleInput, ruleOf, rulePermission } from './rules.ts';

/** EnableRule or DisableRule. */
function setRuleState(name: 'EnableRule' | 'DisableRule', state: 'ENABLED' | 'DISABLED'): Operation {
  return eventsOperation<RuleInput>({
    name,
    permissions: async (input, call) => [await rulePermission(`events:${name}`, ruleOf(input, call), call)],
    run: async (input, call) => {
      const now = call.services.clock.now();
      await changeRule(call, ruleOf(input, call), (body) => {
        checkIsNotManaged(body);
        const isEnabled = body.state !== 'DISABLED';
        if (isEnabled === (state === 'ENABLED')) return body;
        return { ...body, state, scheduledFrom: now };
      });
      return {};
    },
  });
}

export const enableRule = setRuleState('EnableRule', 'ENABLED');
export const disableRule = setRuleState('DisableRule', 'DISABLED');
