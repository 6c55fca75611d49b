import { type Arn, parseArn } from '../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { compileCondition } from '../../iam/condition.ts';
import type { Decision } from '../../iam/decision.ts';
import { principalMatch } from '../../iam/principal-element.ts';
import type { RequestContext } from '../../iam/request.ts';
import { type Machine, machineArnOf } from '../machine.ts';
import { executionRoleTrust, targetRoleTrust } from '../trust-policies.ts';
import {
  byExecution,
  byStepFunctions,
  byStranger,
  decideAssumption,
  otherMachineArn,
  strangerAccount,
  strangerOf,
} from './assumption.ts';
import { codes, type FindingCode } from './codes.ts';
import type { CompiledRole } from './compiled-role.ts';
import { knownKeysOf } from './compiled-role.ts';
import type { Finding, Fix, StatementReference } from './finding.ts';
import { nameOf, referenceTo, trustFix } from './fixes.ts';
import { denial, listed } from './permission-findings.ts';
import { openKeysOf, type WrittenStatement } from './policy-source.ts';
import { matchesAction } from './verdict.ts';

type Where = Pick<Finding, 'machine' | 'path' | 'stateName' | 'group'>;

interface Said {
  readonly roleArn: Arn;
  readonly message: string;
  readonly statement?: StatementReference | undefined;
  readonly fix?: Fix | undefined;
}

function finding(code: FindingCode, where: Where, said: Said): Finding {
  return { code, severity: codes[code].severity, ...where, ...said };
}

/** Whether Step Functions may assume the execution role for `machine`, and whether others may use it through Step Functions. `machines` are all that run as it. */
export function executionTrustFindings(
  role: CompiledRole,
  machine: Machine,
  machines: readonly Machine[],
): readonly Finding[] {
  const where: Where = { machine: machine.name, path: '/', stateName: undefined, group: 'assume-role' };
  const found: Finding[] = [];
  if (role.account !== machine.account) {
    const message = `${role.arn} is not a role of account ${machine.account}, whose state machine cannot run as it.`;
    found.push(finding('EXECUTION_ROLE_OTHER_ACCOUNT', where, { roleArn: role.arn, message }));
  }
  if (role.trust === undefined) return found;
  const fix = trustFix(
    role.arn,
    executionRoleTrust(machines),
    `Let states.amazonaws.com assume ${role.arn}, and only for these state machines; keep what else it must trust.`,
  );
  const { certain, possible } = decideAssumption(role, byStepFunctions(machine));
  if (!certain.isAllowed) {
    if (possible.isAllowed) found.push(...conditionalTrust(role, where, byStepFunctions(machine).context));
    else {
      const message = `Step Functions may not assume ${role.arn} for ${machineArnOf(machine)}: ${reasonOf(role, possible)}.`;
      found.push(
        finding('EXECUTION_ROLE_TRUST', where, {
          roleArn: role.arn,
          message,
          statement: possible.decidedBy[0],
          fix,
        }),
      );
    }
  }
  const foreign = { ...machine, account: strangerAccount };
  if (isAllowed(role, byStepFunctions(machine, machineArnOf(foreign), strangerAccount))) {
    const message = `The trust policy of ${role.arn} has no condition on aws:SourceArn and aws:SourceAccount, so that a state machine of another account could be made to run as it.`;
    found.push(finding('TRUST_WITHOUT_SOURCE', where, { roleArn: role.arn, message, fix }));
  }
  return [...found, ...strangerFindings(role, machine, { where, fix, own: machine.account })];
}

/** Whether an execution of `machine` may assume `target`, and whether others may. `machines` are all that assume it. */
export function targetTrustFindings(
  { executionRole, target }: { readonly executionRole: CompiledRole; readonly target: CompiledRole },
  machine: Machine,
  { where, machines }: { readonly where: Where; readonly machines: readonly Machine[] },
): readonly Finding[] {
  if (target.trust === undefined) return [];
  const found: Finding[] = [];
  const fix = trustFix(
    target.arn,
    targetRoleTrust(machines),
    `Let ${target.arn} trust ${executionRole.arn}, with the state machine's ARN as sts:ExternalId; keep what else it must trust.`,
  );
  const ask = byExecution(machine, executionRole);
  const { certain, possible } = decideAssumption(target, ask);
  if (!certain.isAllowed) {
    if (possible.isAllowed) found.push(...conditionalTrust(target, where, ask.context));
    else
      found.push(...refusalFindings({ executionRole, target }, machine, { where, decision: possible, fix }));
  }
  const stranger = byStranger(machine, executionRole.arn, undefined);
  const withOther = byStranger(machine, executionRole.arn, otherMachineArn(machine));
  if (isAllowed(target, stranger) || isAllowed(target, withOther)) {
    const lack = isAllowed(target, stranger)
      ? 'without an sts:ExternalId'
      : 'with the sts:ExternalId of another state machine than the one that needs it';
    const message = `${executionRole.arn} may assume ${target.arn} ${lack}, so that whoever can make that role work for them reaches account ${target.account}.`;
    found.push(finding('TRUST_WITHOUT_EXTERNAL_ID', where, { roleArn: target.arn, message, fix }));
  }
  return [...found, ...strangerFindings(target, machine, { where, fix, own: executionRole.account })];
}

interface Refusal {
  readonly where: Where;
  readonly decision: Decision;
  readonly fix: Fix;
}

/** Why the trust policy does not let the execution role in; what its own policies lack is said with its permissions. */
function refusalFindings(
  { executionRole, target }: { readonly executionRole: CompiledRole; readonly target: CompiledRole },
  machine: Machine,
  { where, decision, fix }: Refusal,
): readonly Finding[] {
  const denied = decision.decidedBy.filter(({ policyType }) => policyType === 'trust policy');
  const roleArn = target.arn;
  if (denied.length > 0) {
    return denied.map((statement) => {
      const fault = denial(executionRole, statement, 'EXPLICIT_DENY');
      const message = `${executionRole.arn} may not assume ${roleArn}: ${fault.because}.`;
      return finding('EXPLICIT_DENY', where, { roleArn, message, statement, fix });
    });
  }
  if (!decision.missing.some(({ policyType }) => policyType === 'trust policy')) return [];
  const { statement, code, because } = closestTrust(target, executionRole, decision);
  const message = `${roleArn} in account ${target.account} does not let ${executionRole.arn} assume it for ${machineArnOf(machine)}: ${because}.`;
  return [finding(code, where, { roleArn, message, statement: statement && referenceTo(statement), fix })];
}

interface Closest {
  readonly statement: WrittenStatement | undefined;
  readonly code: FindingCode;
  readonly because: string;
}

function closestTrust(target: CompiledRole, caller: CompiledRole, { request }: Decision): Closest {
  const { statements = [], compiled } = target.trust ?? {};
  const allows = statements.filter(
    ({ fields }) => fields.Effect === 'Allow' && matchesAction(fields.Action, 'sts:AssumeRole'),
  );
  for (const statement of allows) {
    const trusted = compiled?.policy.statements[statement.index]?.matchPrincipal(caller.principal, false);
    if (trusted === undefined || trusted === principalMatch.none) continue;
    const unmet = statement.fields.conditions.filter((entry) => !compileCondition([entry], true)(request));
    const name = nameOf(referenceTo(statement));
    const external = unmet.find(({ key }) => key.toLowerCase() === 'sts:externalid');
    if (external !== undefined) {
      const because = `${name} of its trust policy asks for the sts:ExternalId ${listed(external.values)}`;
      return { statement, code: 'TRUST_EXTERNAL_ID', because };
    }
    const because = `${name} of its trust policy has a condition on ${listed(unmet.map(({ key }) => key))} that is not met`;
    return { statement, code: 'TRUST_CONDITION', because };
  }
  const named = allows.flatMap(({ fields }) => namesIn(fields.Principal));
  const because =
    named.length === 0
      ? 'its trust policy lets nobody assume it'
      : `its trust policy trusts ${listed(named)} instead`;
  return { statement: allows[0], code: 'TRUST_PRINCIPAL', because };
}

function namesIn(principal: Json | undefined): readonly string[] {
  if (typeof principal === 'string') return [principal];
  if (isJsonArray(principal)) return principal.flatMap(namesIn);
  return isJsonObject(principal) ? Object.values(principal).flatMap(namesIn) : [];
}

function conditionalTrust(role: CompiledRole, where: Where, context: RequestContext): readonly Finding[] {
  const known = knownKeysOf(context);
  const keys = (role.trust?.statements ?? []).flatMap((statement) => openKeysOf(statement, known));
  if (keys.length === 0) return [];
  const message = `Whether ${role.arn} can be assumed depends on ${listed(keys)}, of which a definition says nothing.`;
  return [finding('CONDITIONAL', where, { roleArn: role.arn, message })];
}

/** Whether roles that no policy names can assume the role, from anywhere or from the account that should. */
function strangerFindings(
  role: CompiledRole,
  machine: Machine,
  { where, fix, own }: { readonly where: Where; readonly fix: Fix; readonly own: string },
): readonly Finding[] {
  const partition = parseArn(role.arn)?.partition ?? 'aws';
  const externalId = machineArnOf(machine);
  const fromAccount = (account: string) =>
    isAllowed(role, byStranger(machine, strangerOf(partition, account), externalId));
  if (fromAccount(strangerAccount)) {
    const message = `The trust policy of ${role.arn} lets every AWS account assume it.`;
    return [finding('TRUST_ANYONE', where, { roleArn: role.arn, message, fix })];
  }
  if (!fromAccount(own)) return [];
  const message = `The trust policy of ${role.arn} trusts account ${own} as a whole: whatever role that account lets assume it can.`;
  return [finding('TRUST_WHOLE_ACCOUNT', where, { roleArn: role.arn, message, fix })];
}

function isAllowed(role: CompiledRole, ask: Parameters<typeof decideAssumption>[1]): boolean {
  return decideAssumption(role, ask).certain.isAllowed;
}

function reasonOf(role: CompiledRole, { decidedBy: [denied] }: Decision): string {
  if (denied !== undefined) return `${nameOf(denied)} of its trust policy denies it`;
  const named = (role.trust?.statements ?? []).flatMap(({ fields }) => namesIn(fields.Principal));
  return `its trust policy lets ${listed(named) || 'nobody'} assume it, or only under other conditions`;
}
