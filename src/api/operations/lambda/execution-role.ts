import type { Arn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { IssuedCredentials, RoleSession } from '../../../runtime/identity/identity.ts';
import type { Services } from '../../operation.ts';

/** Which role a function runs as. */
export interface ExecutionRole {
  readonly functionArn: Arn;
  readonly roleArn: Arn;
}

const cannotBeAssumed = 'The role defined for the function cannot be assumed by Lambda.';

/** Throws InvalidParameterValueException where the role does not trust Lambda. */
export async function checkExecutionRole(services: Services, role: ExecutionRole): Promise<void> {
  const refusal = await assume(services, role);
  if (refusal instanceof AccessDeniedException) throw new InvalidParameterValueException(cannotBeAssumed);
}

/** The session a function runs as. Throws AccessDeniedException where its role no longer trusts Lambda. */
export async function assumeExecutionRole(services: Services, role: ExecutionRole): Promise<RoleSession> {
  const session = await assume(services, role);
  if (session instanceof AccessDeniedException)
    throw new AccessDeniedException(cannotBeAssumed, { status: 403 });
  return session;
}

/** Lambda tells callers in its own words that a role refused it, and which error that is depends on what they asked. */
async function assume(
  { identity }: Services,
  { functionArn, roleArn }: ExecutionRole,
): Promise<RoleSession | AccessDeniedException> {
  try {
    return await identity.assumeExecutionRole({ roleArn, sourceArn: functionArn, service: 'lambda' });
  } catch (error) {
    if (error instanceof AccessDeniedException) return error;
    throw error;
  }
}

const issuedCredentials = new WeakMap<RoleSession, IssuedCredentials>();

/** The session's credentials, always the same ones, so that processes which hold them can be used again. */
export function credentialsOf({ identity }: Services, session: RoleSession): IssuedCredentials {
  const known = issuedCredentials.get(session);
  if (known !== undefined) return known;
  const issued = identity.issueCredentials(session);
  issuedCredentials.set(session, issued);
  return issued;
}
