/**
 * Whether roles that exist let state machines do what their definitions need, and what else they let be done.
 *
 * - What is asked are the generator's own needs, of the evaluator that decides requests: what the auditor says of a role is what
 *   an execution would meet.
 * - A resource that only a run names is asked for as a whole; what is allowed or denied in part is said so.
 * - Every finding names the statement that decides where there is one, and a change after which it is gone.
 */

import type { Arn } from '../../base/arn.ts';
import type { Grant } from '../grant.ts';
import type { Machine } from '../machine.ts';
import { roleNeedsOf } from '../role-needs.ts';
import type { ServiceAuthorization } from '../service-authorization.ts';
import { codes, type FindingCode } from './codes.ts';
import { type CompiledRole, compileRole } from './compiled-role.ts';
import { excessFindings } from './excess.ts';
import type { Finding } from './finding.ts';
import type { AuditedRoles } from './roles.ts';
import { createStateAuditor, type StateAudit } from './state-audit.ts';
import { executionTrustFindings } from './trust-findings.ts';

export interface Audit {
  readonly states: readonly StateAudit[];
  /** By state machine and state, and then by role. */
  readonly findings: readonly Finding[];
}

/** Audits what the execution role of each machine, and the target roles of its Tasks, let it do. */
export function auditRoles(
  machines: readonly Machine[],
  roles: AuditedRoles,
  services: ServiceAuthorization,
): Audit {
  const compiled = new Map<Arn, CompiledRole>();
  for (const role of roles.roles) {
    const known = compileRole(role, roles);
    if (known !== undefined) compiled.set(role.arn, known);
  }
  const needs = machines.map((machine) => roleNeedsOf(machine, services));
  const auditor = createStateAuditor({ compiled, needs: needs.flat(), services });
  const states: StateAudit[] = [];
  const findings: Finding[] = [];
  machines.forEach((machine, index) => {
    const role = compiled.get(machine.executionRoleArn);
    if (role === undefined) findings.push(unknownRole(machine));
    else {
      const sharing = machines.filter(({ executionRoleArn }) => executionRoleArn === role.arn);
      findings.push(...executionTrustFindings(role, machine, sharing));
    }
    for (const need of needs[index] ?? []) {
      const audited = auditor.audit(need);
      states.push(audited.state);
      findings.push(...audited.findings);
    }
  });
  for (const [arn, grants] of auditor.needed()) {
    const role = compiled.get(arn);
    if (role !== undefined) findings.push(...roleFindings(role, grants));
  }
  return { states, findings };
}

function roleFindings(role: CompiledRole, grants: readonly Grant[]): readonly Finding[] {
  const say = (code: FindingCode, message: string): Finding => ({
    code,
    severity: codes[code].severity,
    machine: undefined,
    path: undefined,
    stateName: undefined,
    group: undefined,
    roleArn: role.arn,
    message,
  });
  return [
    ...role.malformed.map(({ name, problem }) =>
      say(
        'MALFORMED_POLICY',
        `${role.arn}: IAM would refuse ${name}, which counts as empty here: ${problem}`,
      ),
    ),
    ...role.unknownPolicyArns.map((arn) =>
      say(
        'POLICY_UNKNOWN',
        `${role.arn}: the document of ${arn} was not given, and what it allows or denies is not counted.`,
      ),
    ),
    ...excessFindings(role, grants),
  ];
}

function unknownRole({ name, executionRoleArn }: Machine): Finding {
  return {
    code: 'ROLE_UNKNOWN',
    severity: codes.ROLE_UNKNOWN.severity,
    machine: name,
    path: '/',
    stateName: undefined,
    group: undefined,
    roleArn: executionRoleArn,
    message: `The policies of the execution role ${executionRoleArn} were not given.`,
  };
}
