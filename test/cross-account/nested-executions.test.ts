import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  type Clients,
  childOf,
  createRole,
  createStateMachine,
  endOf,
  eventually,
  makesManagedRules,
  refusalOf,
  roleArn,
  run,
  sourceAccount,
  startExecution,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  tokenOf,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

const allActions = ['states:StartExecution', 'states:DescribeExecution', 'states:StopExecution'];

let accounts: TwoAccounts;
let workflow: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  const { source, target } = accounts;
  workflow = await createRole(source, 'workflow', {
    trust: [trustsService('states')],
    permissions: [{ Action: ['sts:AssumeRole', ...allActions], Resource: '*' }, makesManagedRules],
  });
  for (const clients of [source, target]) {
    const role = await createRole(clients, 'child', { trust: [trustsService('states')] });
    await createStateMachine(clients, 'quick', { role, states: { Done: { Type: 'Pass', End: true } } });
    await createStateMachine(clients, 'broken', {
      role,
      states: { Break: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } },
    });
    await createStateMachine(clients, 'slow', {
      role,
      states: { Wait: { Type: 'Wait', Seconds: 600, End: true } },
    });
  }
  await createTargetRole('complete', allActions);
  await createTargetRole('cannot-look', ['states:StartExecution', 'states:StopExecution']);
  await createTargetRole('cannot-stop', ['states:StartExecution', 'states:DescribeExecution']);
});

afterAll(() => accounts.close());

async function createTargetRole(name: string, actions: readonly string[]): Promise<void> {
  await createRole(accounts.target, name, {
    trust: [{ Principal: { AWS: workflow }, Action: 'sts:AssumeRole' }],
    permissions: [{ Action: actions, Resource: '*' }],
  });
}

/** A state machine that runs `child` of the target account to its end, as `role`. */
function createParent(
  name: string,
  { child, role, more = {} }: { readonly child: string; readonly role: string; readonly more?: JsonObject },
): Promise<string> {
  const call: JsonObject = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: stateMachineArn(targetAccount, child) },
    Credentials: { RoleArn: roleArn(targetAccount, role) },
    End: true,
    ...more,
  };
  return createStateMachine(accounts.source, name, { role: workflow, states: { Nest: call } });
}

function callsOf(executionArn: string) {
  return accounts.calls.filter((call) => call.executionArn === executionArn);
}

async function statusOf({ states }: Clients, executionArn: string): Promise<string | undefined> {
  return (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
}

describe('a job in another account', () => {
  test('is polled as the target role', async () => {
    const parent = await createParent('polls', { child: 'quick', role: 'complete' });
    const executionArn = await startExecution(accounts.source, parent);
    expect((await endOf(accounts.source, executionArn)).outcome.status).toBe('SUCCEEDED');
    const calls = callsOf(executionArn);
    expect(calls.map(({ purpose }) => purpose)).toEqual(['CallTask', 'PollTask']);
    for (const call of calls) {
      expect(call).toMatchObject({ roleArn: roleArn(targetAccount, 'complete'), account: targetAccount });
    }
  });

  test('that failed fails the Task with its description', async () => {
    const parent = await createParent('child-breaks', { child: 'broken', role: 'complete' });
    const { outcome } = await run(accounts.source, parent);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(outcome.cause ?? '')).toMatchObject({
      Error: 'Broken',
      Cause: 'on purpose',
      Status: 'FAILED',
      StateMachineArn: stateMachineArn(targetAccount, 'broken'),
    });
  });

  test('that the target role may not look at keeps its Task waiting until the Task times out', async () => {
    const parent = await createParent('cannot-look', {
      child: 'quick',
      role: 'cannot-look',
      more: { TimeoutSeconds: 3 },
    });
    const { outcome, events } = await run(accounts.source, parent);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskTimedOut',
      'ExecutionFailed',
    ]);
    const denied = accounts.audited.filter(({ action }) => action === 'states:DescribeExecution');
    expect(denied.length).toBeGreaterThan(0);
    for (const { caller, decision } of denied) {
      expect(caller).toContain(`:assumed-role/cannot-look/`);
      expect(decision?.missing).toMatchObject([
        { policyType: 'identity-based policy', account: targetAccount },
      ]);
    }
  });

  test('is stopped with its parent, as the target role', async () => {
    const parent = await createParent('stops', { child: 'slow', role: 'complete' });
    const executionArn = await startExecution(accounts.source, parent);
    const child = await childOf(accounts.source, executionArn);
    expect(await statusOf(accounts.target, child)).toBe('RUNNING');
    await accounts.source.states.send(new StopExecutionCommand({ executionArn }));
    expect((await endOf(accounts.target, child)).outcome.status).toBe('ABORTED');
    const cancel = callsOf(executionArn).find(({ purpose }) => purpose === 'CancelTask');
    expect(cancel).toMatchObject({ roleArn: roleArn(targetAccount, 'complete'), account: targetAccount });
  });

  test('is stopped when its Task times out', async () => {
    const parent = await createParent('times-out', {
      child: 'slow',
      role: 'complete',
      more: { TimeoutSeconds: 1 },
    });
    const executionArn = await startExecution(accounts.source, parent);
    const child = await childOf(accounts.source, executionArn);
    expect((await endOf(accounts.source, executionArn)).outcome.error).toBe('States.Timeout');
    expect((await endOf(accounts.target, child)).outcome.status).toBe('ABORTED');
  });

  test('that the target role may not stop goes on, and its parent is stopped nevertheless', async () => {
    const parent = await createParent('cannot-stop', { child: 'slow', role: 'cannot-stop' });
    const executionArn = await startExecution(accounts.source, parent);
    const child = await childOf(accounts.source, executionArn);
    await accounts.source.states.send(new StopExecutionCommand({ executionArn }));
    const denial = await eventually('denied StopExecution', () =>
      accounts.audited.find(
        ({ action, resource }) => action === 'states:StopExecution' && resource === child,
      ),
    );
    expect(denial.decision?.missing).toMatchObject([
      { policyType: 'identity-based policy', account: targetAccount },
    ]);
    expect(await statusOf(accounts.source, executionArn)).toBe('ABORTED');
    expect(await statusOf(accounts.target, child)).toBe('RUNNING');
    await accounts.target.states.send(new StopExecutionCommand({ executionArn: child }));
  });
});

test('a job in the same account is announced by an event, well before polling would find its end', async () => {
  const machine = await createStateMachine(accounts.source, 'same-account', {
    role: workflow,
    states: {
      Nest: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: stateMachineArn(sourceAccount, 'quick') },
        End: true,
      },
    },
  });
  const { outcome } = await run(accounts.source, machine);
  expect(outcome.status).toBe('SUCCEEDED');
  // The first poll of such a job would come after 30 seconds.
  const took = (outcome.stopDate?.getTime() ?? Number.NaN) - (outcome.startDate?.getTime() ?? Number.NaN);
  expect(took).toBeLessThan(25_000);
});

describe('a task token that was handed to another account', () => {
  const reports = {
    SendTaskSuccess: (taskToken: string) =>
      new SendTaskSuccessCommand({ taskToken, output: '{"by": "whom"}' }),
    SendTaskFailure: (taskToken: string) => new SendTaskFailureCommand({ taskToken, error: 'Reported' }),
    SendTaskHeartbeat: (taskToken: string) => new SendTaskHeartbeatCommand({ taskToken }),
  };
  const cases = [
    { name: 'SendTaskSuccess', ends: { status: 'SUCCEEDED', output: '{"by": "whom"}' } },
    { name: 'SendTaskFailure', ends: { status: 'FAILED', error: 'Reported' } },
    { name: 'SendTaskHeartbeat', ends: undefined },
  ] as const;

  test.each(cases)('takes $name from its own account only', async ({ name, ends }) => {
    const parent = await createParent(`token-${name}`, {
      child: 'quick',
      role: 'complete',
      more: {
        Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
        Parameters: {
          StateMachineArn: stateMachineArn(targetAccount, 'quick'),
          Input: { 'token.$': '$$.Task.Token' },
        },
      },
    });
    const executionArn = await startExecution(accounts.source, parent);
    const token = await tokenOf(accounts, executionArn);
    const { states: foreign } = accounts.target;
    const { states: own } = accounts.source;
    const report = (client: Clients['states']): Promise<unknown> => {
      if (name === 'SendTaskSuccess') return client.send(reports.SendTaskSuccess(token));
      if (name === 'SendTaskFailure') return client.send(reports.SendTaskFailure(token));
      return client.send(reports.SendTaskHeartbeat(token));
    };
    expect(await refusalOf(report(foreign))).toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    expect(await statusOf(accounts.source, executionArn)).toBe('RUNNING');
    await report(own);
    if (ends === undefined) {
      await own.send(new StopExecutionCommand({ executionArn }));
      expect(await refusalOf(report(own))).toMatchObject({ name: 'TaskTimedOut' });
    } else expect((await endOf(accounts.source, executionArn)).outcome).toMatchObject(ends);
  });
});

test('nobody looks at another account’s executions without a role there', async () => {
  const child = await startExecution(accounts.target, stateMachineArn(targetAccount, 'quick'));
  const call = accounts.source.states.send(new DescribeExecutionCommand({ executionArn: child }));
  expect(await refusalOf(call)).toMatchObject({ name: 'AccessDeniedException' });
});
