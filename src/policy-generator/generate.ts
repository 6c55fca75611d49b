/**
 * The least IAM policies that state machines need, from nothing but their definitions.
 *
 * - A call that the engine makes for a definition is allowed by what is generated for it, as far as the definition says what is
 *   called; where only a run says it, the policy allows every resource and a remark names the field.
 * - No statement is superfluous: without any one of them some state could not do its work.
 * - The same definitions give the same documents, letter by letter.
 */

import type { Arn } from '../base/arn.ts';
import { documentCountRemarks, documentsOf } from './documents.ts';
import { Grants } from './grant.ts';
import type { Machine } from './machine.ts';
import type { Remark } from './need.ts';
import type { PolicyDocument, TrustPolicyDocument } from './policy.ts';
import { type NamedNeed, roleNeedsOf } from './role-needs.ts';
import type { ServiceAuthorization } from './service-authorization.ts';
import { statementsOf } from './statements.ts';
import { executionRoleTrust, targetRoleTrust } from './trust-policies.ts';

export interface GeneratedPolicies {
  readonly executionRole: RolePolicies;
  /** In order of their ARNs. */
  readonly targetRoles: readonly TargetRolePolicies[];
  readonly remarks: readonly Remark[];
}

export interface RolePolicies {
  readonly trustPolicy: TrustPolicyDocument;
  /** Several where one would pass IAM's size limit; none where nothing is called. */
  readonly policies: readonly PolicyDocument[];
}

export interface TargetRolePolicies extends RolePolicies {
  readonly roleArn: Arn;
}

/** The policies for one execution role that all of `machines` run as, and for the target roles that they assume. */
export function generatePolicies(
  machines: readonly Machine[],
  services: ServiceAuthorization,
): GeneratedPolicies {
  const own = new Grants();
  const targets = new Map<Arn, Target>();
  const remarks: Remark[] = [];
  for (const machine of machines) {
    const lead = machines.length > 1 ? machine.name : '';
    for (const { executionRole, target, remarks: found } of roleNeedsOf(machine, services)) {
      for (const need of executionRole) grant(own, need);
      for (const { path, message } of found) remarks.push({ path: `${lead}${path}`, message });
      for (const roleArn of target?.roleArns ?? []) {
        const known = targets.get(roleArn) ?? { grants: new Grants(), machines: new Set() };
        targets.set(roleArn, known);
        known.machines.add(machine);
        for (const need of target?.needs ?? []) grant(known.grants, need);
      }
    }
  }

  const executionRole = { trustPolicy: executionRoleTrust(machines), policies: policiesOf(own) };
  const targetRoles = [...targets]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([roleArn, target]) => ({
      roleArn,
      trustPolicy: targetRoleTrust([...target.machines]),
      policies: policiesOf(target.grants),
    }));
  remarks.push(...documentCountRemarks(executionRole.policies, 'The execution role'));
  for (const { roleArn, policies } of targetRoles) remarks.push(...documentCountRemarks(policies, roleArn));
  return { executionRole, targetRoles, remarks };
}

interface Target {
  readonly grants: Grants;
  /** Those that assume the role. */
  readonly machines: Set<Machine>;
}

function policiesOf(grants: Grants): readonly PolicyDocument[] {
  return documentsOf(statementsOf(grants.reduced()));
}

function grant(grants: Grants, { integration, group, actions, resources, condition }: NamedNeed): void {
  for (const action of actions) {
    for (const resource of resources) grants.add({ action, resource, condition, integration, group });
  }
}
