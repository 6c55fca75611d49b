import { parseTaskResource } from '../../../asl/resource.ts';
import type { Arn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Connectors } from '../../../connectors/index.ts';
import { type ManagedRule, patternOf } from '../../../connectors/managed-rules.ts';
import { ResourceAlreadyExistsException } from '../../../eventbridge/errors.ts';
import { defaultBusName, type RuleName } from '../../../eventbridge/names.ts';
import type { Call } from '../../operation.ts';
import { rulePermission } from '../events/rules.ts';
import { assumeRole } from './role-check.ts';

/** What a state machine's rules are made for, and as whom. */
export interface RuleOwner {
  readonly stateMachineArn: Arn;
  readonly roleArn: Arn;
  /** Checked before. */
  readonly definition: string;
}

/**
 * Makes the managed rules by which Step Functions hears when the jobs end that the definition's tasks wait for. They are
 * shared by all state machines of the account and region, and made as the execution role. Jobs that another role starts
 * are polled, and need none.
 *
 * Throws AccessDeniedException where the role may not make them (recorded by its users).
 */
export async function putManagedRules(owner: RuleOwner, call: Call): Promise<void> {
  const rules = managedRulesOf(owner.definition, call.services.connectors);
  if (rules.length === 0) return;
  const role = await assumeRole(owner, call);
  for (const rule of rules) {
    await checkMayPut(rule, { ...call, caller: role }, owner.roleArn);
    await putRule(rule, call);
  }
}

/** The managed rules that a definition's tasks need, each once. */
function managedRulesOf(text: string, connectors: Connectors): readonly ManagedRule[] {
  if (!text.includes('.sync')) return [];
  const rules = new Set<ManagedRule>();
  for (const { Resource, Credentials } of tasksIn(JSON.parse(text) as Json)) {
    const resource = parseTaskResource(String(Resource));
    if (resource?.kind !== 'Integration' || resource.pattern !== 'Sync') continue;
    const rule = Credentials === undefined ? connectors.find(resource)?.managedRule : undefined;
    if (rule !== undefined) rules.add(rule);
  }
  return [...rules];
}

/** Every Task of a block of states and the blocks within. */
function tasksIn(holder: Json | undefined): readonly JsonObject[] {
  if (holder === undefined || !isJsonObject(holder) || !isJsonObject(holder.States)) return [];
  return Object.values(holder.States).flatMap((state) => {
    if (!isJsonObject(state)) return [];
    if (state.Type === 'Task') return [state];
    const branches = isJsonArray(state.Branches) ? state.Branches : [];
    return [state.ItemProcessor, state.Iterator, ...branches].flatMap(tasksIn);
  });
}

/** `call` is the role's. */
async function checkMayPut({ name }: ManagedRule, call: Call, roleArn: Arn): Promise<void> {
  const rule: RuleName = { bus: { place: call.caller.place, name: defaultBusName }, name };
  const managed = { 'events:ManagedBy': 'states.amazonaws.com' };
  const { identity, log } = call.services;
  try {
    for (const action of ['events:PutRule', 'events:PutTargets', 'events:DescribeRule'] as const)
      await identity.authorize(call.caller, await rulePermission(action, rule, call, managed));
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    log.info({ roleArn, rule: name, reason: error.message }, 'managed rule refused');
    throw new AccessDeniedException(`'${roleArn}' is not authorized to create managed-rule.`);
  }
}

async function putRule(rule: ManagedRule, { services, caller }: Call): Promise<void> {
  const { name, detailType } = rule;
  const eventPattern = JSON.stringify(patternOf(rule));
  const description = `Tells Step Functions when jobs end that its tasks wait for: ${detailType}`;
  try {
    await services.eventBridge.putManagedRule({ name, eventPattern, description }, caller.place);
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    services.log.warn({ rule: name }, 'a rule of a user has the name of a managed rule; jobs are polled');
  }
}
