import type { JsonObject } from '../../src/base/json.ts';
import type { AuditedRole } from '../../src/policy-generator/audit/roles.ts';
import type { GeneratedPolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';

/** The roles that were generated for `machine`, as an audit takes them; the execution role first. */
export function rolesOf(
  machine: Machine,
  { executionRole, targetRoles }: GeneratedPolicies,
): readonly AuditedRole[] {
  return [{ roleArn: machine.executionRoleArn, ...executionRole }, ...targetRoles].map(
    ({ roleArn, trustPolicy, policies }) => ({
      arn: roleArn,
      trustPolicy: json(trustPolicy),
      policies: policies.map((document, index) => ({ name: `policy ${index}`, document: json(document) })),
    }),
  );
}

/** A statement of one policy of one role. */
export interface RemovedStatement {
  readonly roleArn: string;
  readonly statement: JsonObject;
  /** All roles without it. */
  readonly roles: readonly AuditedRole[];
}

/** `roles` once without each of their statements. */
export function withoutEach(roles: readonly AuditedRole[]): readonly RemovedStatement[] {
  return roles.flatMap((role) =>
    role.policies.flatMap((policy) => {
      const { Statement } = policy.document as { readonly Statement: readonly JsonObject[] };
      return Statement.map((statement): RemovedStatement => {
        const rest = Statement.filter((other) => other !== statement);
        const kept =
          rest.length === 0
            ? []
            : [{ ...policy, document: { ...(policy.document as JsonObject), Statement: rest } }];
        const policies = role.policies.flatMap((other) => (other === policy ? kept : [other]));
        return {
          roleArn: role.arn,
          statement,
          roles: roles.map((other) => (other === role ? { ...role, policies } : other)),
        };
      });
    }),
  );
}

function json(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
