import { type PrincipalTags, roleSession, type RoleSession as Session } from '../../iam/principal.ts';
import type { RoleBody } from '../../store/resources/identity.ts';
import type { Tag } from '../../store/resources/tag.ts';
import type { RoleSession } from './identity.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import type { SessionGrant } from './session-grant.ts';
import { uniqueId } from './unique-id.ts';

/** The session that `grant` speaks of, ready to call; `role` is undefined where the store has no such role. */
export function openRoleSession(
  policies: PrincipalPolicies,
  grant: SessionGrant,
  role: RoleBody | undefined,
): RoleSession {
  const { roleArn, sessionName, roleId } = grant;
  const tags = tagsOf(role?.tags ?? [], grant.tags);
  const principal = roleSession({ roleArn, sessionName, roleId, tags });
  policies.openSession(principal, grant);
  return {
    roleArn,
    assumedRoleArn: principal.arn,
    assumedRoleId: assumedRoleId(principal),
    principal,
    account: principal.account,
    expiresAt: grant.expiresAt,
    packedPolicyPercent: packedPolicyPercent(grant),
  };
}

/** The session's `UserId`. A role that nobody created has no id, but answers must show one, the same each time. */
export function assumedRoleId({ userId, roleArn, sessionName }: Session): string {
  return userId ?? `${uniqueId('AROA', roleArn)}:${sessionName}`;
}

/**
 * How much of the space for session policies and tags `grant` takes, in percent.
 *
 * AWS measures a binary form that it does not describe. We count characters against a bound of our own, which takes
 * an inline policy of full length with as much again.
 */
export function packedPolicyPercent({ sessionPolicy, sessionPolicyArns, tags }: SessionGrant): number {
  let characters = sessionPolicy?.length ?? 0;
  for (const arn of sessionPolicyArns) characters += arn.length;
  for (const { key, value } of tags) characters += key.length + value.length;
  return Math.ceil((characters / packedCharactersMax) * 100);
}

const packedCharactersMax = 4096;

function tagsOf(role: readonly Tag[], session: readonly Tag[]): PrincipalTags | undefined {
  if (role.length === 0 && session.length === 0) return undefined;
  return Object.fromEntries([...role, ...session].map(({ key, value }) => [key, value]));
}
