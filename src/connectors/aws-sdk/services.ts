import { resourceOf } from '../api-integration.ts';
import type { IntegrationPattern } from '../pattern.ts';

/**
 * The services that AWS SDK integrations reach, by signing name, and their operations: those this server has a model of.
 */
export const sdkServices = {
  states: {
    resourceName: 'sfn',
    errorPrefix: 'Sfn',
    operations: [
      'CreateActivity',
      'CreateStateMachine',
      'CreateStateMachineAlias',
      'DeleteActivity',
      'DeleteStateMachine',
      'DeleteStateMachineAlias',
      'DeleteStateMachineVersion',
      'DescribeActivity',
      'DescribeExecution',
      'DescribeMapRun',
      'DescribeStateMachine',
      'DescribeStateMachineAlias',
      'DescribeStateMachineForExecution',
      'GetActivityTask',
      'GetExecutionHistory',
      'ListActivities',
      'ListExecutions',
      'ListMapRuns',
      'ListStateMachineAliases',
      'ListStateMachineVersions',
      'ListStateMachines',
      'ListTagsForResource',
      'PublishStateMachineVersion',
      'RedriveExecution',
      'SendTaskFailure',
      'SendTaskHeartbeat',
      'SendTaskSuccess',
      'StartExecution',
      'StartSyncExecution',
      'StopExecution',
      'TagResource',
      'TestState',
      'UntagResource',
      'UpdateMapRun',
      'UpdateStateMachine',
      'UpdateStateMachineAlias',
      'ValidateStateMachineDefinition',
    ],
  },
  iam: {
    resourceName: 'iam',
    errorPrefix: 'Iam',
    operations: [
      'AttachRolePolicy',
      'AttachUserPolicy',
      'CreateAccessKey',
      'CreatePolicy',
      'CreatePolicyVersion',
      'CreateRole',
      'CreateUser',
      'DeleteAccessKey',
      'DeletePolicy',
      'DeletePolicyVersion',
      'DeleteRole',
      'DeleteRolePermissionsBoundary',
      'DeleteRolePolicy',
      'DeleteUser',
      'DeleteUserPermissionsBoundary',
      'DeleteUserPolicy',
      'DetachRolePolicy',
      'DetachUserPolicy',
      'GetContextKeysForCustomPolicy',
      'GetContextKeysForPrincipalPolicy',
      'GetPolicy',
      'GetPolicyVersion',
      'GetRole',
      'GetRolePolicy',
      'GetUser',
      'GetUserPolicy',
      'ListAccessKeys',
      'ListAttachedRolePolicies',
      'ListAttachedUserPolicies',
      'ListEntitiesForPolicy',
      'ListPolicies',
      'ListPolicyVersions',
      'ListRolePolicies',
      'ListRoleTags',
      'ListRoles',
      'ListUserPolicies',
      'ListUsers',
      'PutRolePermissionsBoundary',
      'PutRolePolicy',
      'PutUserPermissionsBoundary',
      'PutUserPolicy',
      'SetDefaultPolicyVersion',
      'SimulateCustomPolicy',
      'SimulatePrincipalPolicy',
      'TagRole',
      'UntagRole',
      'UpdateAccessKey',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
      'UpdateRoleDescription',
      'UpdateUser',
    ],
  },
  sts: { resourceName: 'sts', errorPrefix: 'Sts', operations: ['AssumeRole', 'GetCallerIdentity'] },
  lambda: {
    resourceName: 'lambda',
    errorPrefix: 'Lambda',
    operations: [
      'AddPermission',
      'CreateFunction',
      'DeleteFunction',
      'GetFunction',
      'GetFunctionConfiguration',
      'GetPolicy',
      'Invoke',
      'ListFunctions',
      'RemovePermission',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
    ],
  },
} as const satisfies Readonly<Record<string, SdkService>>;

export interface SdkService {
  /** As a Task's `Resource` spells it: `sfn`. */
  readonly resourceName: string;
  /** As errors and their causes spell it: `Sfn`. */
  readonly errorPrefix: string;
  readonly operations: readonly string[];
}

export type SdkServiceName = keyof typeof sdkServices;

/** The integration that makes a call: `aws-sdk:sfn:startExecution`. */
export function sdkResource({ resourceName }: SdkService, operation: string): string {
  return resourceOf(`aws-sdk:${resourceName}`, operation);
}

export const sdkPatterns: readonly IntegrationPattern[] = ['RequestResponse', 'WaitForTaskToken'];
