import type { Permission } from '../../../runtime/identity/identity.ts';
import { splitQualifiedArn } from './arns.ts';

/**
 * The permission to do `action` with the state machine, version or alias that `arn` names.
 *
 * To IAM a version or an alias is no resource of its own: policies see the state machine's ARN, whichever spelling the
 * request chose, and the rest as a condition key. So a policy about a machine holds for every way to reach it.
 *
 * Source: Developer Guide, "Authorization for versions and aliases in Step Functions workflows".
 */
export function machinePermission(action: `states:${string}`, arn: string): Permission {
  const { stateMachineArn, qualifier } = splitQualifiedArn(arn);
  if (qualifier === undefined) return { action, resource: stateMachineArn };
  return { action, resource: stateMachineArn, context: { 'states:StateMachineQualifier': qualifier } };
}
