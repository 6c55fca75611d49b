import { isJsonArray, type Json, type JsonObject } from '../../src/base/json.ts';
import type { Fix } from '../../src/policy-generator/audit/finding.ts';
import type { AuditedRole, AuditedRoles, NamedDocument } from '../../src/policy-generator/audit/roles.ts';

/** `given` with the change that `fix` asks for. */
export function applyFix(given: AuditedRoles, fix: Fix): AuditedRoles {
  if (fix.policyType === 'service control policy') {
    const scps = given.serviceControlPolicies ?? {};
    const levels = (scps[fix.owner] ?? []).map((level) => level.map((document) => changed(document, fix)));
    return { ...given, serviceControlPolicies: { ...scps, [fix.owner]: levels } };
  }
  return {
    ...given,
    roles: given.roles.map((role) => (role.arn === fix.owner ? changedRole(role, fix) : role)),
  };
}

function changedRole(role: AuditedRole, fix: Fix): AuditedRole {
  const { change, policyType, trustPolicy, statements = [] } = fix;
  if (change === 'ReplaceTrustPolicy') {
    return { ...role, trustPolicy: JSON.parse(JSON.stringify(trustPolicy)) as Json };
  }
  if (policyType === 'permissions boundary') {
    const { permissionsBoundary: boundary } = role;
    return { ...role, permissionsBoundary: boundary && changed(boundary, fix) };
  }
  if (change === 'AddStatements') {
    const document = { Version: '2012-10-17', Statement: statements };
    return { ...role, policies: [...role.policies, { name: 'fix', document }] };
  }
  return { ...role, policies: role.policies.map((policy) => changed(policy, fix)) };
}

function changed(
  policy: NamedDocument,
  { change, policyName, statementIndex, statements = [] }: Fix,
): NamedDocument {
  if (policy.name !== policyName) return policy;
  const document = policy.document as JsonObject;
  const { Statement: before } = document;
  const kept: readonly Json[] = isJsonArray(before) ? before : [];
  const Statement: readonly Json[] =
    change === 'AddStatements'
      ? [...kept, ...statements]
      : kept.flatMap((statement, index): readonly Json[] =>
          index === statementIndex ? statements : [statement],
        );
  return { ...policy, document: { ...document, Statement } };
}
