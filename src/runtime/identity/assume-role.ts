import type { Arn } from '../../base/arn.ts';
import { ValidationException } from '../../base/aws-error.ts';
import type { Clock } from '../../base/clock.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { RequestContext } from '../../iam/request.ts';
import type { RoleBody } from '../../store/resources/identity.ts';
import type { Store } from '../../store/store.ts';
import { type AccessCheck, type AccessQuestion, outOfReach } from './access-check.ts';
import { compileTrustPolicy } from './compiled-policies.ts';
import { parseIamArn, roleKey } from './entity-keys.ts';
import { PackedPolicyTooLarge } from './errors.ts';
import type { AssumeRoleRequest, Caller, RoleSession } from './identity.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import { openRoleSession, packedPolicyPercent } from './role-sessions.ts';
import type { SessionGrant } from './session-grant.ts';

/** How long a session lasts where the request does not say, and at most where a session assumed the role. */
const sessionSecondsDefault = 3600;

export interface AssumeRoleOptions {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly policies: PrincipalPolicies;
  readonly access: AccessCheck;
}

/**
 * A session of a role for `caller`, if the role's trust policy and the caller's own policies let it.
 *
 * Unlike AWS, the root user of an account may assume roles that trust its account: it is who works on a fresh
 * installation. Source: STS API Reference, "AssumeRole".
 */
export async function assumeRole(
  { store, clock, policies, access }: AssumeRoleOptions,
  caller: Caller,
  request: AssumeRoleRequest,
): Promise<RoleSession> {
  const { roleArn, sessionPolicy, sessionPolicyArns = [], tags = [] } = request;
  const parts = parseIamArn(roleArn);
  if (parts?.type !== 'role') throw new ValidationException(`${roleArn} is invalid`);
  if (sessionPolicy !== undefined) parsePolicy(sessionPolicy, 'session');

  if (parts.partition !== caller.place.partition) {
    throw outOfReach({ principal: caller.principal, action: 'sts:AssumeRole', resource: roleArn });
  }
  const role = await findRole(store, roleArn);
  await checkAccess(access, { caller, request, role });

  const callerGrant = policies.grantOf(caller.principal);
  const grant: SessionGrant = {
    roleArn,
    sessionName: request.roleSessionName,
    roleId: role?.id,
    sessionPolicy,
    sessionPolicyArns,
    tags,
    // Who is behind a session stays known through every role it goes on to.
    sourceIdentity: callerGrant?.sourceIdentity ?? request.sourceIdentity,
    expiresAt: clock.now() + sessionSeconds(caller, request, role) * 1000,
  };
  const percent = packedPolicyPercent(grant);
  if (percent > 100) throw new PackedPolicyTooLarge(percent);
  return openRoleSession(policies, grant, role);
}

/** The role with this ARN, path included. */
export async function findRole(store: Store, roleArn: Arn): Promise<RoleBody | undefined> {
  const parts = parseIamArn(roleArn);
  if (parts?.type !== 'role') return undefined;
  const body = (await store.resources.get(roleKey(parts.account, parts.name)))?.body;
  return body?.arn === roleArn ? body : undefined;
}

interface Assumption {
  readonly caller: Caller;
  readonly request: AssumeRoleRequest;
  readonly role: RoleBody | undefined;
}

async function checkAccess(access: AccessCheck, { caller, request, role }: Assumption): Promise<void> {
  const context = assumptionContext(request);
  for (const action of actionsOf(request)) {
    const question: AccessQuestion = {
      principal: caller.principal,
      region: caller.place.region,
      action,
      resource: request.roleArn,
      resourcePolicy: role === undefined ? undefined : compileTrustPolicy(role),
      callerContext: caller.context,
      context,
    };
    const denial = await (role === undefined ? access.checkUnknownRole(question) : access.check(question));
    if (denial !== undefined) throw denial;
  }
}

/** Tags and a source identity need permissions of their own, on both sides. */
function actionsOf({ tags = [], sourceIdentity }: AssumeRoleRequest): readonly string[] {
  return [
    'sts:AssumeRole',
    ...(tags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
}

function assumptionContext(request: AssumeRoleRequest): RequestContext {
  const { externalId, sourceIdentity, tags = [] } = request;
  return {
    'sts:RoleSessionName': request.roleSessionName,
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }),
    ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(({ key }) => key) }),
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
}

function sessionSeconds(
  { principal }: Caller,
  { durationSeconds = sessionSecondsDefault }: AssumeRoleRequest,
  role: RoleBody | undefined,
): number {
  if (principal.kind === 'AssumedRole' && durationSeconds > sessionSecondsDefault) {
    throw new ValidationException(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (role !== undefined && durationSeconds > role.maxSessionDurationSeconds) {
    throw new ValidationException(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return durationSeconds;
}
