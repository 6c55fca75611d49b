import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import type { JsonObject } from '../../src/base/json.ts';
import {
  type Combination,
  combinations,
  type ExecutionRole,
  executionName,
  executionRoles,
  functionNameOf,
  machineName,
  matrix,
  resources,
  type TargetRole,
  targetRoleName,
  taskOf,
} from './matrix-cases.ts';
import {
  concurrently,
  createEchoFunction,
  createRole,
  createStateMachine,
  type RoleSettings,
  roleArn,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
} from './two-accounts.ts';

/** Roles and functions that are made at a time. */
const widthMax = 8;

/** Makes everything that the matrix needs in both accounts. */
export async function furnish(accounts: TwoAccounts): Promise<void> {
  await furnishTarget(accounts);
  await furnishSource(accounts);
  // The trust policies name roles of the source account, and the functions' policies name these roles.
  await concurrently(combinations, widthMax, async (combination) => {
    await createRole(accounts.target, targetRoleName(combination), targetRoleSettings(combination));
  });
  await concurrently(combinations, 1, (combination) => addPermissions(accounts, combination));
}

async function furnishTarget({ target }: TwoAccounts): Promise<void> {
  const runner = await createRole(target, 'runner', { trust: [trustsService('lambda')] });
  for (const name of ['echo', 'echo-for-account']) await createEchoFunction(target, name, runner);
  const role = await createRole(target, 'child', { trust: [trustsService('states')] });
  await createStateMachine(target, 'child', {
    role,
    states: { Done: { Type: 'Pass', Result: { from: 'child' }, End: true } },
  });
}

async function furnishSource({ source }: TwoAccounts): Promise<void> {
  const mayAssume = {
    Sid: 'Assume',
    Action: 'sts:AssumeRole',
    Resource: `arn:aws:iam::${targetAccount}:role/*`,
  };
  for (const name of executionRoles) {
    const permissions = name === 'mayAssume' ? [mayAssume] : [];
    await createRole(source, name, { trust: [trustsService('states')], permissions });
  }
  await createRole(source, 'somebody-else', { trust: [trustsService('states')] });
  const machines = new Map(matrix.map((each) => [machineName(each), each]));
  await concurrently([...machines], widthMax, async ([name, { executionRole, resource, targetRole }]) => {
    const role = roleArn(sourceAccount, executionRole);
    await createStateMachine(source, name, {
      role,
      states: { Call: taskOf(resource, functionNameOf(targetRole)) },
    });
  });
}

function targetRoleSettings({ trust, executionRole, targetRole }: Combination): RoleSettings {
  const lets = {
    Sid: 'Trust',
    Principal: {
      AWS: roleArn(sourceAccount, trust === 'wrongPrincipal' ? 'somebody-else' : executionRole),
    },
    Action: 'sts:AssumeRole',
    ...(trust !== 'noExternalId' && { Condition: externalIdIs(trust === 'wrongExternalId', executionRole) }),
  };
  const refuses = {
    Sid: 'Refuse',
    Effect: 'Deny',
    Principal: { AWS: roleArn(sourceAccount, executionRole) },
    Action: 'sts:AssumeRole',
  };
  return { trust: trust === 'explicitDeny' ? [lets, refuses] : [lets], ...permissionsOf(targetRole) };
}

function externalIdIs(isWrong: boolean, executionRole: ExecutionRole): JsonObject {
  const machines = new Set(matrix.filter((each) => each.executionRole === executionRole).map(machineName));
  const arns = [...machines].map((name) => stateMachineArn(sourceAccount, name));
  const wrong = stateMachineArn(sourceAccount, 'another');
  return { StringEquals: { 'sts:ExternalId': isWrong ? wrong : arns } };
}

function permissionsOf(targetRole: TargetRole): Pick<RoleSettings, 'permissions' | 'boundary'> {
  const acts = {
    Sid: 'Act',
    Action: ['lambda:InvokeFunction', 'states:StartExecution', 'states:DescribeExecution'],
    Resource: '*',
  };
  const boundary = [{ Sid: 'OnlyReads', Action: 's3:GetObject', Resource: '*' }];
  switch (targetRole) {
    case 'mayAct':
      return { permissions: [acts] };
    case 'denied':
      return { permissions: [acts, { ...acts, Sid: 'Refuse', Effect: 'Deny' }] };
    case 'boundaryCuts':
      return { permissions: [acts], boundary };
    case 'resourceNamesRoleBoundaryCuts':
    case 'resourceNamesSessionBoundaryCuts':
      return { boundary };
    case 'mayNotAct':
    case 'resourceNamesRole':
    case 'resourceNamesSession':
    case 'resourceNamesAccount':
      return {};
  }
  return targetRole satisfies never;
}

async function addPermissions({ target }: TwoAccounts, combination: Combination): Promise<void> {
  for (const [index, principal] of principalsOf(combination).entries()) {
    await target.lambda.send(
      new AddPermissionCommand({
        FunctionName: functionNameOf(combination.targetRole),
        StatementId: `${targetRoleName(combination)}-${index}`,
        Action: 'lambda:InvokeFunction',
        Principal: principal,
      }),
    );
  }
}

/** Whom the function's policy names for the sake of the combination. */
function principalsOf(combination: Combination): readonly string[] {
  const name = targetRoleName(combination);
  switch (combination.targetRole) {
    case 'resourceNamesRole':
    case 'resourceNamesRoleBoundaryCuts':
      return [roleArn(targetAccount, name)];
    case 'resourceNamesSession':
    case 'resourceNamesSessionBoundaryCuts':
      return resources.slice(0, 2).map((resource) => {
        const session = executionName({ ...combination, resource });
        return `arn:aws:sts::${targetAccount}:assumed-role/${name}/${session}`;
      });
    case 'resourceNamesAccount':
      return combination === combinations.find(({ targetRole }) => targetRole === 'resourceNamesAccount')
        ? [targetAccount]
        : [];
    case 'mayAct':
    case 'mayNotAct':
    case 'denied':
    case 'boundaryCuts':
      return [];
  }
  return combination.targetRole satisfies never;
}
