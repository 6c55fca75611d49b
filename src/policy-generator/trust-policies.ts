import type { Arn } from '../base/arn.ts';
import { type Machine, machineArnOf } from './machine.ts';
import type { TrustPolicyDocument } from './policy.ts';

/**
 * Lets Step Functions assume the execution role of `machines`, and only on their behalf.
 *
 * Source: Developer Guide, "Creating an IAM role for your state machine", cross-service confused deputy prevention.
 */
export function executionRoleTrust(machines: readonly Machine[]): TrustPolicyDocument {
  return trust(
    { Service: ['states.amazonaws.com'] },
    {
      ArnLike: { 'aws:SourceArn': sorted(machines.map(machineArnOf)) },
      StringEquals: { 'aws:SourceAccount': sorted(machines.map(({ account }) => account)) },
    },
  );
}

/**
 * Lets the execution roles of `machines` assume a target role, each with its machine's ARN for the external id.
 *
 * Source: Developer Guide, "Accessing resources in other AWS accounts in Step Functions".
 */
export function targetRoleTrust(machines: readonly Machine[]): TrustPolicyDocument {
  const principals: Arn[] = machines.map(({ executionRoleArn }) => executionRoleArn);
  return trust(
    { AWS: sorted(principals) },
    {
      StringEquals: { 'sts:ExternalId': sorted(machines.map(machineArnOf)) },
    },
  );
}

function trust(
  Principal: TrustPolicyDocument['Statement'][number]['Principal'],
  Condition: NonNullable<TrustPolicyDocument['Statement'][number]['Condition']>,
): TrustPolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: ['sts:AssumeRole'], Condition }],
  };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
