import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import { AccessDeniedException } from '../../base/aws-error.ts';
import { servicePrincipal } from '../../iam/principal.ts';
import type { RoleBody } from '../../store/resources/identity.ts';
import { type AssumeRoleOptions, findRole } from './assume-role.ts';
import { compileTrustPolicy } from './compiled-policies.ts';
import { parseIamArn } from './entity-keys.ts';
import type { ExecutionRoleRequest, RoleSession } from './identity.ts';
import { openRoleSession } from './role-sessions.ts';
import type { SessionGrant } from './session-grant.ts';
import { uniqueId } from './unique-id.ts';

export type AssumeExecutionRole = (request: ExecutionRoleRequest) => Promise<RoleSession>;

const sessionMilliseconds = 3600 * 1000;

/** How long before its end a session is replaced, so that a call made with it still arrives in time. */
const renewalMilliseconds = 5 * 60 * 1000;

const sessionsMax = 10_000;

interface OpenSession {
  /** The role as it was when the session was opened; another body means that its trust must be asked again. */
  readonly role: RoleBody | undefined;
  readonly session: RoleSession;
}

/** Opens the sessions that executions and functions run as, and keeps them for as long as they hold. */
export function createExecutionRoles(
  options: AssumeRoleOptions & { readonly newId: () => string },
): AssumeExecutionRole {
  const { store, clock } = options;
  const sessions = new Map<string, OpenSession>();
  return async (request) => {
    const key = `${request.service} ${request.roleArn} ${request.sourceArn}`;
    const role = await findRole(store, request.roleArn);
    const known = sessions.get(key);
    const isCurrent = known !== undefined && known.role === role;
    if (isCurrent && known.session.expiresAt - clock.now() > renewalMilliseconds) return known.session;
    const session = await openSession(options, request, role);
    sessions.delete(key);
    if (sessions.size >= sessionsMax) dropOldest(sessions);
    sessions.set(key, { role, session });
    return session;
  };
}

async function openSession(
  { clock, policies, access, newId }: AssumeRoleOptions & { readonly newId: () => string },
  request: ExecutionRoleRequest,
  role: RoleBody | undefined,
): Promise<RoleSession> {
  const source = parseArn(request.sourceArn);
  assert(source !== undefined, `the ARN of a state machine or function, not ${request.sourceArn}`);
  const target = parseIamArn(request.roleArn);
  if (target?.type !== 'role') throw notTrusted(request.service);
  if (role !== undefined && target.account !== source.account) {
    throw new AccessDeniedException('Cross-account pass role is not allowed.');
  }
  const question = {
    principal: servicePrincipal({ name: `${request.service}.amazonaws.com`, region: source.region }),
    region: source.region,
    action: 'sts:AssumeRole',
    resource: request.roleArn,
    resourcePolicy: role === undefined ? undefined : compileTrustPolicy(role),
    callerContext: { 'aws:SourceArn': request.sourceArn, 'aws:SourceAccount': source.account },
    context: undefined,
  };
  const denial = await (role === undefined ? access.checkUnknownRole(question) : access.check(question));
  if (denial !== undefined) throw notTrusted(request.service);
  const grant: SessionGrant = {
    roleArn: request.roleArn,
    // Services name their sessions as they like; this one is as unlike others as its id.
    sessionName: uniqueId('ASIA', newId()).slice(4),
    roleId: role?.id,
    sessionPolicy: undefined,
    sessionPolicyArns: [],
    tags: [],
    sourceIdentity: undefined,
    expiresAt: clock.now() + sessionMilliseconds,
  };
  const session = openRoleSession(policies, grant, role);
  // A role that nobody created may name any account; what it runs still belongs to where it runs.
  return role === undefined ? { ...session, account: source.account } : session;
}

function notTrusted(service: string): AccessDeniedException {
  return new AccessDeniedException(
    `Neither the global service principal ${service}.amazonaws.com, nor the regional one is authorized to assume the provided role.`,
  );
}

function dropOldest(sessions: Map<string, OpenSession>): void {
  for (const key of sessions.keys()) {
    sessions.delete(key);
    return;
  }
}
