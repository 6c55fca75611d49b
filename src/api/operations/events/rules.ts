import type { JsonObject } from '../../../base/json.ts';
import { ManagedRuleException, ruleNotFound } from '../../../eventbridge/errors.ts';
import { type RuleName, ruleArnOf, ruleKey } from '../../../eventbridge/names.ts';
import { busPolicyOf, findBus, getBus } from '../../../eventbridge/stored-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { EventRuleBody } from '../../../store/resources/events.ts';
import type { Resource, Store } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
import { optional } from '../typed-operation.ts';
import { busOf, changedMeanwhile } from './buses.ts';
import { resourceTags } from './tags.ts';

/** The members by which requests name a rule. */
export interface RuleInput {
  readonly Name: string;
  readonly EventBusName?: string;
}

export function ruleOf({ Name, EventBusName }: RuleInput, call: Call): RuleName {
  return { bus: busOf(EventBusName, call), name: Name };
}

/**
 * The permission for `action` on a rule, about which the policy of its bus has its say.
 *
 * Source of the condition keys: Service Authorization Reference, "Amazon EventBridge".
 */
export async function rulePermission(
  action: `events:${string}`,
  rule: RuleName,
  { caller, services: { store } }: Call,
  context: NonNullable<Permission['context']> = {},
): Promise<Permission> {
  const [found, bus] = await Promise.all([store.resources.get(ruleKey(rule)), findBus(store, rule.bus)]);
  const managedBy = found?.body.managedBy;
  return {
    action,
    resource: ruleArnOf(rule),
    context: {
      ...resourceTags(found?.body.tags ?? []),
      'events:creatorAccount': found?.body.createdBy ?? caller.place.account,
      ...(managedBy === undefined ? {} : { 'events:ManagedBy': managedBy }),
      ...context,
    },
    ...busPolicyOf(bus?.body),
  };
}

/** Throws ResourceNotFoundException for the bus or for the rule. */
export async function getRule(store: Store, rule: RuleName): Promise<Resource<'EventRule'>> {
  const found = await store.resources.get(ruleKey(rule));
  if (found !== undefined) return found;
  await getBus(store, rule.bus);
  throw ruleNotFound(rule.name, rule.bus.name);
}

/** Throws ManagedRuleException for a rule that a service keeps for itself. */
export function checkIsNotManaged({ name, managedBy }: EventRuleBody): void {
  if (managedBy === undefined) return;
  throw new ManagedRuleException(`Rule ${name} is managed by ${managedBy} and cannot be modified.`);
}

/** Writes what `decide` decides about a rule, and has the rule as it then is take effect. */
export async function commitRule<Result>(
  { services: { store, eventBridge } }: Call,
  rule: RuleName,
  decide: () => Promise<Decided<Result>>,
): Promise<Result> {
  const result = await commitChanges({ store, decide, giveUp: () => changedMeanwhile(rule.name) });
  await eventBridge.reloadRule(ruleKey(rule));
  return result;
}

/** Replaces a rule that exists by what `change` makes of it. */
export function changeRule(
  call: Call,
  rule: RuleName,
  change: (body: EventRuleBody) => EventRuleBody,
): Promise<EventRuleBody> {
  return commitRule(call, rule, async () => {
    const { body, revision } = await getRule(call.services.store, rule);
    const result = change(body);
    if (result === body) return { changes: [], result };
    return {
      changes: [{ type: 'put', key: ruleKey(rule), body: result, expectedRevision: revision }],
      result,
    };
  });
}

export function ruleJson(body: EventRuleBody): JsonObject {
  return {
    Name: body.name,
    Arn: body.arn,
    ...optional('EventPattern', body.eventPattern),
    ...optional('ScheduleExpression', body.scheduleExpression),
    State: body.state,
    ...optional('Description', body.description),
    ...optional('RoleArn', body.roleArn),
    ...optional('ManagedBy', body.managedBy),
    EventBusName: body.eventBusName,
  };
}
