import { type Arn, parseArn } from '../../../base/arn.ts';
import { AccessDeniedException, ValidationException } from '../../../base/aws-error.ts';
import { type RuleName, ruleArnOf } from '../../../eventbridge/names.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';

/** What handing a role to EventBridge needs. */
export function passRole(roleArn: Arn): Permission {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': 'events.amazonaws.com' },
  };
}

/** Throws where EventBridge could not act as `roleArn` for the rule. */
export async function checkRole(roleArn: Arn, rule: RuleName, { caller, services }: Call): Promise<void> {
  const role = parseArn(roleArn);
  if (role?.service !== 'iam' || !role.resource.startsWith('role/')) {
    throw new ValidationException(`Parameter RoleArn is not valid: ${roleArn}`);
  }
  if (role.account !== caller.place.account) {
    throw new AccessDeniedException('Cross-account pass role is not allowed.');
  }
  try {
    await services.identity.assumeExecutionRole({ roleArn, sourceArn: ruleArnOf(rule), service: 'events' });
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    throw new ValidationException(
      `Provided role '${roleArn}' cannot be assumed by principal 'events.amazonaws.com'.`,
    );
  }
}
