import { ValidationException } from '../../../base/aws-error.ts';
import { LimitExceededException } from '../../../eventbridge/errors.ts';
import { busKey, defaultBusName, type RuleName, ruleArnOf, ruleKey } from '../../../eventbridge/names.ts';
import { parseEventPattern } from '../../../eventbridge/patterns/event-pattern.ts';
import { putRuleChanges } from '../../../eventbridge/rules.ts';
import { parseSchedule } from '../../../eventbridge/schedules/schedule.ts';
import { getBus, type StoredBus } from '../../../eventbridge/stored-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { EventRuleBody } from '../../../store/resources/events.ts';
import type { ResourceChange, Store } from '../../../store/store.ts';
import { eventsOperation } from './events-operation.ts';
import { checkRole, passRole } from './pass-role.ts';
import { checkIsNotManaged, commitRule, type RuleInput, ruleOf, rulePermission } from './rules.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface PutRuleInput extends RuleInput {
  readonly ScheduleExpression?: string;
  readonly EventPattern?: string;
  readonly State?: EventRuleBody['state'];
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: readonly WireTag[];
}

/** Rules of one bus. Source: User Guide, "Amazon EventBridge quotas". */
const rulesMax = 300;

export const putRule = eventsOperation<PutRuleInput>({
  name: 'PutRule',
  permissions: async (input, call) => {
    const rule = ruleOf(input, call);
    const context = { ...requestTags(input.Tags), ...patternContext(input.EventPattern) };
    const permissions = [await rulePermission('events:PutRule', rule, call, context)];
    if (input.Tags !== undefined && input.Tags.length > 0) {
      permissions.push(await rulePermission('events:TagResource', rule, call, context));
    }
    return input.RoleArn === undefined ? permissions : [...permissions, passRole(input.RoleArn)];
  },
  run: async (input, call) => {
    const { services } = call;
    const rule = ruleOf(input, call);
    checkWhen(input, rule);
    if (input.RoleArn !== undefined) await checkRole(input.RoleArn, rule, call);
    const added = mergeTags([], input.Tags);
    return commitRule(call, rule, async () => {
      const key = ruleKey(rule);
      const bus = await getBus(services.store, rule.bus);
      const found = await services.store.resources.get(key);
      if (found === undefined) await checkCount(services.store, rule);
      else checkIsNotManaged(found.body);
      const body: EventRuleBody = {
        arn: ruleArnOf(rule),
        name: rule.name,
        eventBusName: rule.bus.name,
        eventPattern: input.EventPattern === '' ? undefined : input.EventPattern,
        scheduleExpression: input.ScheduleExpression === '' ? undefined : input.ScheduleExpression,
        scheduledFrom: services.clock.now(),
        state: input.State ?? 'ENABLED',
        description: input.Description,
        roleArn: input.RoleArn,
        managedBy: undefined,
        createdBy: found?.body.createdBy ?? call.caller.place.account,
        targets: found?.body.targets ?? [],
        // A rule that exists keeps its tags.
        tags: found?.body.tags ?? added,
      };
      return {
        changes: [
          ...putRuleChanges(key, body, found?.revision ?? 0),
          ...(found === undefined ? holdBus(rule, bus) : []),
        ],
        result: { RuleArn: body.arn },
      };
    });
  },
});

function checkWhen({ EventPattern = '', ScheduleExpression = '' }: PutRuleInput, { bus }: RuleName): void {
  if (EventPattern === '' && ScheduleExpression === '') {
    throw new ValidationException('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (EventPattern !== '') parseEventPattern(EventPattern);
  if (ScheduleExpression === '') return;
  if (bus.name !== defaultBusName) {
    throw new ValidationException('ScheduleExpression is supported only on the default event bus.');
  }
  parseSchedule(ScheduleExpression);
}

/** The bus cannot be deleted meanwhile, nor get more rules than were counted; the default bus is never deleted. */
function holdBus({ bus }: RuleName, { body, revision }: StoredBus): readonly ResourceChange[] {
  if (revision === 0) return [];
  return [{ type: 'put', key: busKey(bus), body, expectedRevision: revision }];
}

async function checkCount(store: Store, { bus }: RuleName): Promise<void> {
  const { account, region } = bus.place;
  const query = { kind: 'EventRule', account, region, prefix: `${bus.name}/`, limit: rulesMax } as const;
  if ((await store.resources.list(query)).length >= rulesMax) throw new LimitExceededException();
}

/** What the pattern alone can match. */
function patternContext(text: string | undefined): NonNullable<Permission['context']> {
  if (text === undefined || text === '') return {};
  const { sources, detailTypes } = parseEventPattern(text);
  return {
    ...(sources === undefined ? {} : { 'events:source': [...sources] }),
    ...(detailTypes === undefined ? {} : { 'events:detail-type': [...detailTypes] }),
  };
}
