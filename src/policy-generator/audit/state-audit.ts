import { type Arn, isAccountId, parseArn } from '../../base/arn.ts';
import type { Decision } from '../../iam/decision.ts';
import { explainDecision } from '../../iam/explain.ts';
import { conditionKey, type Grant, Grants } from '../grant.ts';
import { type Machine, machineArnOf } from '../machine.ts';
import type { NamedNeed, RoleNeeds } from '../role-needs.ts';
import type { ServiceAuthorization } from '../service-authorization.ts';
import { byExecution, decideAssumption } from './assumption.ts';
import { codes, type FindingCode } from './codes.ts';
import type { CompiledRole } from './compiled-role.ts';
import type { AuditGroup, Finding, StatementReference } from './finding.ts';
import { additionOf } from './fixes.ts';
import { legible } from './glob.ts';
import { type JudgedPermission, permissionFindings, type Where } from './permission-findings.ts';
import { targetTrustFindings } from './trust-findings.ts';
import { judge, type Outcome, type Verdict } from './verdict.ts';

/** What one state, or a machine itself, may do. */
export interface StateAudit {
  readonly machine: string;
  readonly path: string;
  readonly stateName: string | undefined;
  readonly groups: readonly GroupAudit[];
}

/** What is needed of one role for one reason. */
export interface GroupAudit {
  readonly group: AuditGroup;
  readonly roleArn: Arn;
  readonly isAllowed: boolean;
  readonly permissions: readonly PermissionAudit[];
}

export interface PermissionAudit {
  readonly action: string;
  readonly resource: string;
  readonly outcome: Outcome;
  /** What allows or denies it; empty where nothing does. */
  readonly decidedBy: readonly StatementReference[];
  /** In sentences; empty where it is allowed. */
  readonly explanation: string;
}

export interface StateAuditor {
  audit(needs: RoleNeeds): { readonly state: StateAudit; readonly findings: readonly Finding[] };
  /** What was asked of each role so far. */
  needed(): ReadonlyMap<Arn, readonly Grant[]>;
}

export interface StateAuditorOptions {
  readonly compiled: ReadonlyMap<Arn, CompiledRole>;
  /** Of all machines. */
  readonly needs: readonly RoleNeeds[];
  readonly services: ServiceAuthorization;
}

/** Asks the roles for what states need, the same thing once. */
export function createStateAuditor({ compiled, needs, services }: StateAuditorOptions): StateAuditor {
  const verdicts = new Map<string, JudgedPermission>();
  const grants = new Map<Arn, Grants>();
  const assumers = assumersOf(needs);
  const trusted = new Set<string>();

  function judged(role: CompiledRole, { partition, region }: Machine, grant: Grant): JudgedPermission {
    const { action, resource, condition, group } = grant;
    const key = [role.arn, group, action, resource, conditionKey(condition), region].join('\0');
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const [prefix = '', name = ''] = action.split(':');
    const facts = services.findAction(prefix, name);
    const hasNoResources = resource === '*' && facts?.resourceTypes.length === 0;
    const verdict = judge(role, { action, resource, condition, partition, region, hasNoResources });
    const result = { grant, verdict };
    verdicts.set(key, result);
    const ofRole = grants.get(role.arn) ?? new Grants();
    grants.set(role.arn, ofRole);
    ofRole.add(grant);
    return result;
  }

  /** To become a target role takes both sides: the caller's policies and the role's trust, where that is known. */
  function assumption(role: CompiledRole, machine: Machine, grant: Grant): JudgedPermission {
    const own = judged(role, machine, grant);
    const target = compiled.get(grant.resource);
    if (target?.trust === undefined) return own;
    const { certain, possible } = decideAssumption(target, byExecution(machine, role));
    const { openKeys, resources } = own.verdict;
    if (certain.isAllowed || !possible.isAllowed) {
      const decision = certain.isAllowed ? certain : possible;
      return { grant, verdict: { outcome: outcomeOf(decision), decision, openKeys, resources } };
    }
    return { grant, verdict: { outcome: 'conditional', decision: certain, openKeys, resources } };
  }

  /** In one account a trust policy that names the caller is enough. */
  function trustAlone(
    role: CompiledRole,
    { machine, path, stateName, group }: Where,
    permissions: readonly JudgedPermission[],
  ): readonly Finding[] {
    return permissions.flatMap(({ grant, verdict }): readonly Finding[] => {
      const { decidedBy } = verdict.decision;
      if (verdict.outcome !== 'allowed' || decidedBy.some(({ policyType }) => policyType !== 'trust policy'))
        return [];
      const code = 'ASSUME_ROLE_BY_TRUST';
      const message = `${role.arn} may assume ${grant.resource} only because that role of the same account trusts it by its ARN: no policy of its own allows it.`;
      const fix = additionOf(
        { policyType: 'identity-based policy', owner: role.arn },
        [grant],
        `Add the statement to a policy of ${role.arn}.`,
      );
      const { severity } = codes[code];
      return [{ code, severity, machine, path, stateName, group, roleArn: role.arn, message, fix }];
    });
  }

  function auditGroups(
    role: CompiledRole,
    named: readonly NamedNeed[],
    { machine, path, stateName, remarks }: RoleNeeds,
  ): Audited {
    const groups: GroupAudit[] = [];
    const findings: Finding[] = [];
    for (const [group, ofGroup] of byGroup(named)) {
      const permissions = grantsOf(ofGroup).map((grant) =>
        group === 'assume-role' ? assumption(role, machine, grant) : judged(role, machine, grant),
      );
      const where: Where = { machine: machine.name, path, stateName, group, isDynamic: remarks.length > 0 };
      groups.push(groupAudit(group, role.arn, permissions));
      findings.push(...permissionFindings(role, where, permissions));
      if (group !== 'assume-role') findings.push(...foreignResources(role, where, permissions));
      else findings.push(...trustAlone(role, where, permissions));
    }
    return { groups, findings };
  }

  function auditTarget(needs: RoleNeeds, executionRole: CompiledRole | undefined): Audited {
    const { machine, path, stateName, target } = needs;
    const where = { machine: machine.name, path, stateName, group: 'assume-role' } as const;
    const groups: GroupAudit[] = [];
    const findings: Finding[] = [];
    const say = (code: FindingCode, roleArn: Arn, message: string) =>
      findings.push({ code, severity: codes[code].severity, ...where, roleArn, message });
    for (const roleArn of target?.roleArns ?? []) {
      checkReach(machine, roleArn, say);
      const role = compiled.get(roleArn);
      if (role === undefined) {
        say('TARGET_ROLE_UNKNOWN', roleArn, `The policies of the target role ${roleArn} were not given.`);
        continue;
      }
      const ofTarget = auditGroups(role, target?.needs ?? [], needs);
      groups.push(...ofTarget.groups);
      findings.push(...ofTarget.findings);
      const chain = `${machineArnOf(machine)} ${roleArn}`;
      if (executionRole === undefined || trusted.has(chain)) continue;
      trusted.add(chain);
      const machines = [...(assumers.get(roleArn) ?? [machine])];
      findings.push(...targetTrustFindings({ executionRole, target: role }, machine, { where, machines }));
    }
    for (const pattern of target?.unknownRoles ?? []) {
      const message = `Which role the state assumes (${pattern}) is only known when an execution runs, so that its policies cannot be checked.`;
      say('TARGET_ROLE_DYNAMIC', machine.executionRoleArn, message);
    }
    return { groups, findings };
  }

  return {
    audit: (needs) => {
      const { machine, path, stateName } = needs;
      const role = compiled.get(machine.executionRoleArn);
      const own = role === undefined ? nothing : auditGroups(role, needs.executionRole, needs);
      const target = auditTarget(needs, role);
      const groups = [...own.groups, ...target.groups];
      return {
        state: { machine: machine.name, path, stateName, groups },
        findings: [...own.findings, ...target.findings],
      };
    },
    needed: () => new Map([...grants].map(([arn, ofRole]) => [arn, ofRole.reduced()])),
  };
}

interface Audited {
  readonly groups: readonly GroupAudit[];
  readonly findings: readonly Finding[];
}

const nothing: Audited = { groups: [], findings: [] };

/** By target role, the machines that assume it. */
function assumersOf(needs: readonly RoleNeeds[]): ReadonlyMap<Arn, ReadonlySet<Machine>> {
  const assumers = new Map<Arn, Set<Machine>>();
  for (const { machine, target } of needs) {
    for (const roleArn of target?.roleArns ?? []) {
      const known = assumers.get(roleArn) ?? new Set();
      assumers.set(roleArn, known.add(machine));
    }
  }
  return assumers;
}

function byGroup(needs: readonly NamedNeed[]): ReadonlyMap<AuditGroup, readonly NamedNeed[]> {
  const groups = new Map<AuditGroup, NamedNeed[]>();
  for (const need of needs) {
    const group = need.integration === 'AssumeRole' ? 'assume-role' : need.group;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [need]);
    else known.push(need);
  }
  return groups;
}

function grantsOf(needs: readonly NamedNeed[]): readonly Grant[] {
  return needs.flatMap(({ actions, resources, condition, integration, group }) =>
    actions.flatMap((action) =>
      resources.map((resource) => ({ action, resource, condition, integration, group })),
    ),
  );
}

function groupAudit(group: AuditGroup, roleArn: Arn, judged: readonly JudgedPermission[]): GroupAudit {
  return {
    group,
    roleArn,
    isAllowed: judged.every(({ verdict }) => verdict.outcome === 'allowed'),
    permissions: judged.map(({ grant: { action, resource }, verdict }) => ({
      action,
      resource,
      outcome: verdict.outcome,
      decidedBy: verdict.decision.decidedBy,
      explanation: explanationOf(verdict),
    })),
  };
}

function outcomeOf({ effect }: Decision): Outcome {
  if (effect === 'Allow') return 'allowed';
  return effect === 'ExplicitDeny' ? 'denied' : 'missing';
}

function explanationOf({ outcome, decision }: Verdict): string {
  return outcome === 'allowed' ? '' : legible(explainDecision(decision));
}

/** A resource of another account needs its own policy's consent, too, which nobody gave to look at. */
function foreignResources(
  role: CompiledRole,
  { machine, path, stateName, group }: Where,
  judged: readonly JudgedPermission[],
): readonly Finding[] {
  const foreign = judged.filter(({ grant }) => {
    const account = parseArn(grant.resource)?.account ?? '';
    return isAccountId(account) && account !== role.account;
  });
  const [first] = foreign;
  if (first === undefined) return [];
  const { resource, action } = first.grant;
  const message = `${resource} is in another account than ${role.arn}: its own resource policy must allow ${action} to that role, too.`;
  const code = 'RESOURCE_IN_OTHER_ACCOUNT';
  return [
    { code, severity: codes[code].severity, machine, path, stateName, group, roleArn: role.arn, message },
  ];
}

/** What keeps a machine from ever reaching a role, whatever policies say. */
function checkReach(
  machine: Machine,
  roleArn: Arn,
  say: (code: FindingCode, roleArn: Arn, message: string) => void,
): void {
  const partition = parseArn(roleArn)?.partition;
  if (partition !== machine.partition) {
    say(
      'CROSS_PARTITION',
      roleArn,
      `${roleArn} is in the partition ${partition}, which no state machine in ${machine.partition} can reach.`,
    );
  }
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(machineArnOf(machine))) {
    say(
      'EXTERNAL_ID_INVALID',
      roleArn,
      `STS refuses ${machineArnOf(machine)} as an external id, because of characters in the state machine's name.`,
    );
  }
}
