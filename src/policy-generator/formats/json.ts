import type { RolePolicies } from '../generate.ts';
import type { Format } from './format.ts';
import type { DeclaredRole, RoleSet } from './role-set.ts';

/** The documents themselves, with every account and region written out. */
export const json: Format = {
  extension: '.json',
  write: (set) => `${JSON.stringify(policiesOf(set), undefined, 2)}\n`,
};

/** The execution role is absent where another account's roles are asked for. */
export function policiesOf({ executionRole, targetRoles, remarks }: RoleSet) {
  return {
    ...(executionRole !== undefined && { executionRole: documentsOf(executionRole) }),
    targetRoles: targetRoles.map((role) => ({ roleArn: role.roleArn, ...documentsOf(role) })),
    ...(executionRole !== undefined && { remarks }),
  };
}

function documentsOf({ documents: { trustPolicy, policies } }: DeclaredRole): RolePolicies {
  return { trustPolicy, policies: policies.map(({ document }) => document) };
}
