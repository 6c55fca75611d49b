import { LimitExceededException } from '../../../eventbridge/errors.ts';
import type { EventTargetBody } from '../../../store/resources/events.ts';
import { eventsOperation } from './events-operation.ts';
import { checkRole, passRole } from './pass-role.ts';
import { changeRule, checkIsNotManaged, getRule, ruleOf, rulePermission } from './rules.ts';
import { checkTarget } from './target-check.ts';

interface PutTargetsInput {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly Targets: readonly EventTargetBody[];
}

/** Targets of one rule. Source: User Guide, "Amazon EventBridge quotas". */
const targetsMax = 5;

export const putTargets = eventsOperation<PutTargetsInput>({
  name: 'PutTargets',
  permissions: async ({ Rule, Targets, ...input }, call) => [
    await rulePermission('events:PutTargets', ruleOf({ ...input, Name: Rule }, call), call, {
      'events:TargetArn': Targets.map(({ Arn }) => Arn),
    }),
    ...rolesOf(Targets).map(passRole),
  ],
  run: async ({ Rule, Targets, ...input }, call) => {
    const rule = ruleOf({ ...input, Name: Rule }, call);
    checkIsNotManaged((await getRule(call.services.store, rule)).body);
    for (const target of Targets) checkTarget(target);
    for (const roleArn of rolesOf(Targets)) await checkRole(roleArn, rule, call);
    await changeRule(call, rule, (body) => {
      checkIsNotManaged(body);
      const targets = new Map([...body.targets, ...Targets].map((target) => [target.Id, target]));
      if (targets.size > targetsMax) throw new LimitExceededException();
      return { ...body, targets: [...targets.values()] };
    });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
});

function rolesOf(targets: readonly EventTargetBody[]): readonly string[] {
  return [...new Set(targets.flatMap(({ RoleArn }) => RoleArn ?? []))];
}
