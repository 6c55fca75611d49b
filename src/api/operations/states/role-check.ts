import { type Arn, parseArn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import type { Caller, Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { InvalidArn } from './errors.ts';

/** What handing a role to Step Functions needs. Source: Developer Guide, "Granting permissions to create". */
export function passRole(roleArn: string): Permission {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': 'states.amazonaws.com' },
  };
}

/** Throws where Step Functions could not run a state machine as `roleArn`. */
export async function checkExecutionRole(
  roleArn: string,
  stateMachineArn: string,
  call: Call,
): Promise<void> {
  const role = parseArn(roleArn);
  if (role?.service !== 'iam' || !role.resource.startsWith('role/')) {
    throw new InvalidArn(`Invalid ARN: ${roleArn}`);
  }
  if (role.account !== call.caller.place.account)
    throw new AccessDeniedException('Cross-account pass role is not allowed.');
  try {
    await assumeRole({ roleArn, stateMachineArn }, call);
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    call.services.log.info({ roleArn, reason: error.message }, 'execution role refused');
    throw new AccessDeniedException(
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }
}

/** Who a state machine acts as. Throws AccessDeniedException where Step Functions may not assume the role. */
export async function assumeRole(
  { roleArn, stateMachineArn }: { readonly roleArn: Arn; readonly stateMachineArn: Arn },
  { caller, services: { identity } }: Call,
): Promise<Caller> {
  const session = await identity.assumeExecutionRole({
    roleArn,
    sourceArn: stateMachineArn,
    service: 'states',
  });
  return identity.callerOf(session, caller.place.region);
}
