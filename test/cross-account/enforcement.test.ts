import { DeleteRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { Enforcement } from '../../src/runtime/identity/identity.ts';
import {
  createEchoFunction,
  createRole,
  createStateMachine,
  functionArn,
  policy,
  refusalOf,
  roleArn,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

async function aServer(enforcement: Enforcement): Promise<TwoAccounts> {
  const accounts = await twoAccounts({ enforcement });
  onTestFinished(() => accounts.close());
  return accounts;
}

/** A Task that calls the function `echo` of the target account, as `target` where one is given. */
function invoke(target?: string): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn(targetAccount, 'echo'), Payload: {} },
    ...(target !== undefined && { Credentials: { RoleArn: target } }),
    End: true,
  };
}

describe('every denial on the way to another account', () => {
  /** The execution role may assume nothing, the target role trusts nobody, and it may do nothing. */
  async function furnish(accounts: TwoAccounts): Promise<string> {
    const runner = await createRole(accounts.target, 'runner', { trust: [trustsService('lambda')] });
    await createEchoFunction(accounts.target, 'echo', runner);
    const role = await createRole(accounts.source, 'workflow', { trust: [trustsService('states')] });
    const target = await createRole(accounts.target, 'distrustful', { trust: [trustsService('lambda')] });
    return createStateMachine(accounts.source, 'calls', { role, states: { Call: invoke(target) } });
  }

  test('is refused under enforce, and recorded as denied', async () => {
    const accounts = await aServer('enforce');
    const { outcome } = await run(accounts.source, await furnish(accounts));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(accounts.audited.map(({ outcome, action }) => [outcome, action])).toEqual([
      ['denied', 'sts:AssumeRole'],
    ]);
  });

  test('is let through under audit, and recorded with what would have decided', async () => {
    const accounts = await aServer('audit');
    const { outcome } = await run(accounts.source, await furnish(accounts));
    expect(outcome.status).toBe('SUCCEEDED');
    const records = accounts.audited.map(({ outcome, action, decision }) => ({
      outcome,
      action,
      missing: decision?.missing.map(({ policyType, account }) => `${policyType} in ${account}`),
    }));
    expect(records).toEqual([
      {
        outcome: 'would-be-denied',
        action: 'sts:AssumeRole',
        missing: [`identity-based policy in ${sourceAccount}`, `trust policy in ${targetAccount}`],
      },
      {
        outcome: 'would-be-denied',
        action: 'lambda:InvokeFunction',
        missing: [`identity-based policy in ${targetAccount}`],
      },
    ]);
  });

  test('is not even looked for where enforcement is off', async () => {
    const accounts = await aServer('off');
    const { outcome } = await run(accounts.source, await furnish(accounts));
    expect(outcome.status).toBe('SUCCEEDED');
    expect(accounts.audited).toEqual([]);
  });

  test('between partitions there is no way even where enforcement is off', async () => {
    const accounts = await aServer('off');
    const role = await createRole(accounts.source, 'workflow', { trust: [trustsService('states')] });
    const target = `arn:aws-cn:iam::${targetAccount}:role/any`;
    const machine = await createStateMachine(accounts.source, 'calls', {
      role,
      states: { Call: invoke(target) },
    });
    const { outcome } = await run(accounts.source, machine);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  });
});

describe('in development a role that nobody created', () => {
  test('runs a workflow in its own account, and every call it makes is recorded', async () => {
    const accounts = await aServer('enforce');
    const runner = await createRole(accounts.source, 'runner', { trust: [trustsService('lambda')] });
    await createEchoFunction(accounts.source, 'echo', runner);
    const call = {
      ...invoke(),
      Parameters: { FunctionName: functionArn(sourceAccount, 'echo'), Payload: {} },
    };
    const role = roleArn(sourceAccount, 'dummy');
    const machine = await createStateMachine(accounts.source, 'calls', { role, states: { Call: call } });
    expect((await run(accounts.source, machine)).outcome.status).toBe('SUCCEEDED');
    const records = accounts.audited.map(({ outcome, action }) => `${outcome} ${action}`);
    expect(new Set(records)).toEqual(
      new Set(['unknown-role sts:AssumeRole', 'unknown-role lambda:InvokeFunction']),
    );
  });

  test('is still kept out by a target role that exists and does not trust it', async () => {
    const accounts = await aServer('enforce');
    const target = await createRole(accounts.target, 'distrustful', { trust: [trustsService('lambda')] });
    const machine = await createStateMachine(accounts.source, 'calls', {
      role: roleArn(sourceAccount, 'dummy'),
      states: { Call: invoke(target) },
    });
    const { outcome } = await run(accounts.source, machine);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    const denied = accounts.audited.filter(({ outcome }) => outcome === 'denied');
    expect(denied.map(({ decision }) => decision?.missing)).toMatchObject([
      [{ policyType: 'trust policy', account: targetAccount }],
    ]);
  });

  test('is no target for an execution role that exists and may not assume it', async () => {
    const accounts = await aServer('enforce');
    const role = await createRole(accounts.source, 'workflow', { trust: [trustsService('states')] });
    const machine = await createStateMachine(accounts.source, 'calls', {
      role,
      states: { Call: invoke(roleArn(targetAccount, 'dummy')) },
    });
    const { outcome } = await run(accounts.source, machine);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    const [record] = accounts.audited;
    expect(record?.decision?.missing).toMatchObject([
      { policyType: 'identity-based policy', account: sourceAccount },
    ]);
  });
});

describe('an execution role that changes while its state machine exists', () => {
  const cases = [
    {
      what: 'that no longer trusts Step Functions',
      change: (accounts: TwoAccounts) =>
        accounts.source.iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: 'workflow',
            PolicyDocument: policy(trustsService('lambda')),
          }),
        ),
      expected: { status: 'FAILED', error: 'States.Permissions' },
    },
    {
      what: 'that was deleted is, in development, a role that nobody created',
      change: (accounts: TwoAccounts) =>
        accounts.source.iam.send(new DeleteRoleCommand({ RoleName: 'workflow' })),
      expected: { status: 'SUCCEEDED' },
    },
  ];

  test.each(cases)('$what', async ({ change, expected }) => {
    const accounts = await aServer('enforce');
    const role = await createRole(accounts.source, 'workflow', { trust: [trustsService('states')] });
    await createStateMachine(accounts.source, 'child', { role, states: { Done: { Type: 'Succeed' } } });
    const machine = await createStateMachine(accounts.source, 'parent', {
      role,
      states: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution',
          Parameters: { StateMachineArn: stateMachineArn(sourceAccount, 'child') },
          End: true,
        },
      },
    });
    const refused = await run(accounts.source, machine);
    expect(refused.outcome).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.AWSStepFunctionsException',
    });
    await change(accounts);
    expect((await run(accounts.source, machine)).outcome).toMatchObject(expected);
  });
});

test('the root user of one account has no say in another, in development too', async () => {
  const accounts = await aServer('enforce');
  const role = await createRole(accounts.target, 'workflow', { trust: [trustsService('states')] });
  const machine = await createStateMachine(accounts.target, 'theirs', {
    role,
    states: { Done: { Type: 'Succeed' } },
  });
  const start = accounts.source.states.send(new StartExecutionCommand({ stateMachineArn: machine }));
  expect(await refusalOf(start)).toMatchObject({ name: 'AccessDeniedException' });
});
