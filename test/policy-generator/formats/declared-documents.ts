import type { RoleDocuments, RoleSet } from '../../../src/policy-generator/formats/role-set.ts';
import { listed } from '../statement-sets.ts';

/** A role as a template has it once everything in it is resolved. */
export interface ReadRole {
  readonly name: string;
  readonly path: string;
  readonly trustPolicy: unknown;
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
}

/** What a template of `set` says in the end where the state machine is, to be compared with what was read of it. */
export function rolesOf(set: RoleSet): readonly ReadRole[] {
  const { executionRole, targetRoles } = set;
  return comparable(
    [...(executionRole === undefined ? [] : [executionRole]), ...targetRoles].map(
      ({ name, path, portable }) => ({
        name,
        path,
        ...putBack(portable, set),
      }),
    ),
  );
}

/** `documents` with the account and the region of the machine for their stand-ins. */
export function putBack(documents: RoleDocuments, { standIn, place }: RoleSet): RoleDocuments {
  const text = JSON.stringify(documents)
    .replaceAll(standIn.region, place.region)
    .replaceAll(standIn.account, place.account);
  return JSON.parse(text) as RoleDocuments;
}

/** With names and lists in order, and documents without the versions and names of statements that make no difference. */
export function comparable(roles: readonly ReadRole[]): readonly ReadRole[] {
  const byName = (left: { readonly name: string }, right: { readonly name: string }) =>
    left.name < right.name ? -1 : 1;
  return [...roles].sort(byName).map(({ name, path, trustPolicy, policies }) => ({
    name,
    path,
    trustPolicy: listed(trustPolicy),
    policies: [...policies]
      .sort(byName)
      .map((policy) => ({ name: policy.name, document: listed(policy.document) })),
  }));
}
