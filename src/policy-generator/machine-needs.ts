import type { Arn } from '../base/arn.ts';
import { type Machine, machineArnOf } from './machine.ts';
import type { Need } from './need.ts';

/** A need of the machine itself, whatever its states do. */
export interface MachineNeed extends Need {
  /** As Sids have it. */
  readonly integration: string;
}

/** What logging, tracing and encryption need of the execution role. */
export function machineNeeds(machine: Machine): readonly MachineNeed[] {
  return [
    ...(machine.isLogged ? [logDelivery] : []),
    ...(machine.isTraced ? [tracing] : []),
    ...(machine.kmsKeyArn === undefined ? [] : encryption(machine, machine.kmsKeyArn)),
  ];
}

/** Source: Developer Guide, "Data at rest encryption in Step Functions", permissions of the execution role. */
function encryption(machine: Machine, keyArn: Arn): readonly MachineNeed[] {
  const { partition, region, account, isLogged } = machine;
  const use = (actions: readonly string[], context: string, arn: Arn): MachineNeed => ({
    integration: 'Kms',
    group: 'call',
    actions,
    resources: [keyArn],
    condition: { StringEquals: { [`kms:EncryptionContext:${context}`]: [arn] } },
  });
  const logs = `arn:${partition}:logs:${region}:${account}:*`;
  return [
    use(['kms:Decrypt', 'kms:GenerateDataKey'], 'aws:states:stateMachineArn', machineArnOf(machine)),
    // The logs of an encrypted machine are encrypted on their way, too.
    ...(isLogged ? [use(['kms:GenerateDataKey'], 'SourceArn', logs)] : []),
  ];
}

/** Source: Developer Guide, "Using CloudWatch Logs to log execution history", IAM policies for logging. */
const logDelivery: MachineNeed = {
  integration: 'Logs',
  group: 'call',
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
};

/** Source: Developer Guide, "IAM policies for X-Ray". */
const tracing: MachineNeed = {
  integration: 'XRay',
  group: 'call',
  actions: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
  ],
  resources: ['*'],
};
