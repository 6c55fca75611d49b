import { eventsOperation } from './events-operation.ts';
import { changeRule, checkIsNotManaged, ruleOf, rulePermission } from './rules.ts';

interface RemoveTargetsInput {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly Ids: readonly string[];
  readonly Force?: boolean;
}

export const removeTargets = eventsOperation<RemoveTargetsInput>({
  name: 'RemoveTargets',
  permissions: async ({ Rule, ...input }, call) => [
    await rulePermission('events:RemoveTargets', ruleOf({ ...input, Name: Rule }, call), call),
  ],
  run: async ({ Rule, Ids, Force, ...input }, call) => {
    const rule = ruleOf({ ...input, Name: Rule }, call);
    let missing: readonly string[] = [];
    await changeRule(call, rule, (body) => {
      if (Force !== true) checkIsNotManaged(body);
      const known = new Set(body.targets.map(({ Id }) => Id));
      missing = Ids.filter((id) => !known.has(id));
      if (missing.length === Ids.length) return body;
      return { ...body, targets: body.targets.filter(({ Id }) => !Ids.includes(Id)) };
    });
    return {
      FailedEntryCount: missing.length,
      FailedEntries: missing.map((id) => ({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${Rule} on EventBus ${rule.bus.name} does not have a target with Id ${id}.`,
      })),
    };
  },
});
