import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  type Clients,
  createRole,
  createStateMachine,
  endOf,
  policy,
  refusalOf,
  roleArn,
  rootKey,
  run,
  setPermissions,
  startExecution,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  tokenOf,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

const thirdAccount = '333333333333';
const childArn = stateMachineArn(targetAccount, 'child');
const mayStart = { Action: 'states:StartExecution', Resource: '*' };

let accounts: TwoAccounts;
let workflow: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  const { source, target } = accounts;
  workflow = await createRole(source, 'workflow', {
    trust: [trustsService('states')],
    permissions: [{ Action: 'sts:AssumeRole', Resource: '*' }],
  });
  await createChild(target);
  await createTargetRole(target, 'starter');
});

afterAll(() => accounts.close());

async function createChild(clients: Clients): Promise<void> {
  const role = await createRole(clients, 'child', { trust: [trustsService('states')] });
  await createStateMachine(clients, 'child', { role, states: { Done: { Type: 'Pass', End: true } } });
}

/** A role that trusts the workflow and may start executions. */
function createTargetRole(clients: Clients, name: string): Promise<string> {
  return createRole(clients, name, { trust: [trustsWorkflow()], permissions: [mayStart] });
}

function trustsWorkflow(): JsonObject {
  return { Principal: { AWS: workflow }, Action: 'sts:AssumeRole' };
}

/** A Task that starts the child as the role that `credentials` name. */
function startChild(credentials: JsonObject, more: JsonObject = { End: true }): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Parameters: { StateMachineArn: childArn },
    Credentials: credentials,
    ...more,
  };
}

function refusal(role: string) {
  const cause = `The role ${workflow} is not authorized to assume the task state's role, ${role}.`;
  return { status: 'FAILED', error: 'States.TaskFailed', cause };
}

describe('a Task names its target role', () => {
  const starter = roleArn(targetAccount, 'starter');
  const cases = [
    { form: 'as a literal', credentials: { RoleArn: starter } },
    { form: 'by a path', credentials: { 'RoleArn.$': '$.role' } },
    { form: 'by a path into the Context object', credentials: { 'RoleArn.$': '$$.Execution.Input.role' } },
    {
      form: 'by an intrinsic',
      credentials: { 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/{}', $.account, $.name)" },
    },
  ];

  test.each(cases)('$form', async ({ form, credentials }) => {
    const machine = await createStateMachine(accounts.source, form.replaceAll(' ', '-'), {
      role: workflow,
      states: { Call: startChild(credentials) },
    });
    const input = { role: starter, account: targetAccount, name: 'starter' };
    const { outcome, events } = await run(accounts.source, machine, { input });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(events[2]?.taskScheduledEventDetails?.taskCredentials).toEqual({ roleArn: starter });
    const call = accounts.calls.find(({ executionArn }) => executionArn === outcome.executionArn);
    expect(call).toMatchObject({ roleArn: starter, account: targetAccount, purpose: 'CallTask' });
  });
});

describe('a Task gets no session of', () => {
  const cases = [
    { what: 'a role of the partition aws-cn', role: `arn:aws-cn:iam::${targetAccount}:role/starter` },
    { what: 'a role of the partition aws-us-gov', role: `arn:aws-us-gov:iam::${targetAccount}:role/starter` },
    { what: 'a user', role: `arn:aws:iam::${targetAccount}:user/starter` },
    { what: 'the root of an account', role: `arn:aws:iam::${targetAccount}:root` },
    { what: 'a name without an ARN', role: 'starter' },
    { what: 'an empty text', role: '' },
  ];

  test.each(cases)('$what', async ({ what, role }) => {
    const machine = await createStateMachine(accounts.source, `no-session-of-${what.replaceAll(' ', '-')}`, {
      role: workflow,
      states: { Call: startChild({ 'RoleArn.$': '$.role' }) },
    });
    const { outcome, events } = await run(accounts.source, machine, { input: { role } });
    expect(outcome).toMatchObject(refusal(role));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'ExecutionFailed',
    ]);
  });
});

test('a state machine in China reaches roles of its own partition', async () => {
  const source = accounts.clientsFor(rootKey('111111111111'), 'cn-north-1');
  const target = accounts.clientsFor(rootKey(targetAccount), 'cn-north-1');
  const caller = await createRole(source, 'workflow-cn', {
    trust: [trustsService('states')],
    permissions: [{ Action: 'sts:AssumeRole', Resource: '*' }],
  });
  const starter = await createRole(target, 'starter-cn', {
    trust: [{ Principal: { AWS: caller }, Action: 'sts:AssumeRole' }],
    permissions: [mayStart],
  });
  expect([caller, starter]).toEqual([
    'arn:aws-cn:iam::111111111111:role/workflow-cn',
    `arn:aws-cn:iam::${targetAccount}:role/starter-cn`,
  ]);
  const child = await createRole(target, 'child-cn', { trust: [trustsService('states')] });
  const nested = await createStateMachine(target, 'child', {
    role: child,
    states: { Done: { Type: 'Pass', End: true } },
  });
  const machine = await createStateMachine(source, 'calls-in-china', {
    role: caller,
    states: {
      Call: {
        ...startChild({ RoleArn: starter }),
        Resource: 'arn:aws-cn:states:::states:startExecution',
        Parameters: { StateMachineArn: nested },
      },
    },
  });
  expect((await run(source, machine)).outcome).toMatchObject({ status: 'SUCCEEDED' });
});

test('every Task assumes its role from the execution role, never from the role before it', async () => {
  const third = accounts.clientsFor(rootKey(thirdAccount));
  await createChild(third);
  const elsewhere = await createTargetRole(third, 'elsewhere');
  const machine = await createStateMachine(accounts.source, 'two-targets', {
    role: workflow,
    states: {
      First: startChild({ RoleArn: roleArn(targetAccount, 'starter') }, { Next: 'Second' }),
      Second: {
        ...startChild({ RoleArn: elsewhere }),
        Parameters: { StateMachineArn: stateMachineArn(thirdAccount, 'child') },
      },
    },
  });
  const { outcome } = await run(accounts.source, machine);
  expect(outcome.status).toBe('SUCCEEDED');
  const calls = accounts.calls.filter(({ executionArn }) => executionArn === outcome.executionArn);
  expect(calls.map(({ stateName, account }) => [stateName, account])).toEqual([
    ['First', targetAccount],
    ['Second', thirdAccount],
  ]);
});

test('the region of the call is that of the state machine', async () => {
  const elsewhere = accounts.clientsFor(rootKey('111111111111'), 'eu-west-1');
  const machine = await createStateMachine(elsewhere, 'in-europe', {
    role: workflow,
    states: { Call: startChild({ RoleArn: roleArn(targetAccount, 'starter') }) },
  });
  const { outcome } = await run(elsewhere, machine);
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'StepFunctions.StateMachineDoesNotExistException',
  });
});

test('a refused session can be caught as States.TaskFailed', async () => {
  const distrustful = await createRole(accounts.target, 'distrustful', {
    trust: [trustsService('lambda')],
    permissions: [mayStart],
  });
  const catcher = { ErrorEquals: ['States.TaskFailed'], Next: 'Caught' };
  const machine = await createStateMachine(accounts.source, 'catches', {
    role: workflow,
    states: {
      Call: startChild({ RoleArn: distrustful }, { Next: 'Caught', Catch: [catcher] }),
      Caught: { Type: 'Succeed' },
    },
  });
  const { outcome } = await run(accounts.source, machine);
  const { error, cause } = refusal(distrustful);
  expect(outcome.status).toBe('SUCCEEDED');
  expect(JSON.parse(outcome.output ?? '')).toEqual({ Error: error, Cause: cause });
});

describe('what changes between two Tasks counts for the second', () => {
  const cases = [
    {
      what: 'the trust policy',
      change: (role: string) =>
        accounts.target.iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: role,
            PolicyDocument: policy({ ...trustsWorkflow(), Principal: { AWS: roleArn(thirdAccount, 'x') } }),
          }),
        ),
      error: 'States.TaskFailed',
    },
    {
      what: 'the target role’s own policy',
      change: (role: string) =>
        setPermissions(accounts.target, role, [{ ...mayStart, Effect: 'Deny', Sid: 'NoLonger' }]),
      error: 'StepFunctions.AWSStepFunctionsException',
    },
    {
      what: 'the execution role’s own policy',
      change: () =>
        setPermissions(accounts.source, 'workflow', [
          { Action: 'sts:AssumeRole', Resource: '*' },
          { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
        ]),
      error: 'States.TaskFailed',
    },
  ];

  test.each(cases)('$what', async ({ what, change, error }) => {
    const name = what.replaceAll(/\W/g, '-');
    const role = await createTargetRole(accounts.target, name);
    const pausing = await createRole(accounts.target, `${name}-2`, {
      trust: [trustsWorkflow()],
      permissions: [mayStart],
    });
    const machine = await createStateMachine(accounts.source, name, {
      role: workflow,
      states: {
        First: startChild({ RoleArn: role }, { Next: 'Pause' }),
        Pause: {
          ...startChild({ RoleArn: pausing }, { Next: 'Second' }),
          Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
          Parameters: { StateMachineArn: childArn, Input: { 'token.$': '$$.Task.Token' } },
        },
        Second: startChild({ RoleArn: role }),
      },
    });
    const executionArn = await startExecution(accounts.source, machine);
    const token = await tokenOf(accounts, executionArn);
    await change(name);
    await accounts.source.states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
    const { outcome, events } = await endOf(accounts.source, executionArn);
    await setPermissions(accounts.source, 'workflow', [{ Action: 'sts:AssumeRole', Resource: '*' }]);
    expect(outcome).toMatchObject({ status: 'FAILED', error });
    expect(events.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(2);
  });
});

describe('a session policy narrows what a session may do', () => {
  const cases = [
    { what: 'one that allows the call', allows: ['states:StartExecution'], isDenied: false },
    { what: 'one that allows something else', allows: ['states:StopExecution'], isDenied: true },
  ];

  test.each(cases)('$what', async ({ allows, isDenied }) => {
    await createRole(accounts.target, `narrowed-${isDenied}`, {
      trust: [{ Principal: { AWS: targetAccount }, Action: 'sts:AssumeRole' }],
      permissions: [mayStart],
    });
    const { Credentials } = await accounts.target.sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn(targetAccount, `narrowed-${isDenied}`),
        RoleSessionName: 'narrow',
        Policy: policy({ Sid: 'Narrow', Action: allows, Resource: '*' }),
      }),
    );
    const session = accounts.clientsFor({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    const start = session.states.send(new StartExecutionCommand({ stateMachineArn: childArn }));
    if (!isDenied) {
      expect((await start).executionArn).toContain(':execution:child:');
      return;
    }
    expect(await refusalOf(start)).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'because no session policy allows the states:StartExecution action (No session policy in account 222222222222 allows',
      ),
    });
  });
});
