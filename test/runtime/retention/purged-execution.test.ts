import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import {
  createStateMachine,
  refusalOf,
  roleArn,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';
import { aMovedClock, type MovedClock } from '../../support/moved-clock.ts';

const day = 86_400_000;

async function aServer(): Promise<{ server: TwoAccounts; clock: MovedClock }> {
  const clock = aMovedClock();
  const server = await twoAccounts({ dataDirectory: undefined }, { executionClock: clock });
  onTestFinished(() => server.close());
  return { server, clock };
}

const role = roleArn(sourceAccount, 'unknown');

test('90 days after its end an execution does not exist, its name is free and its token is late', async () => {
  const { server, clock } = await aServer();
  const { states } = server.source;
  const { activityArn = '' } = await states.send(new CreateActivityCommand({ name: 'Work' }));
  const machine = await createStateMachine(server.source, 'Orders', {
    role,
    states: { Work: { Type: 'Task', Resource: activityArn, End: true } },
  });
  const executionArn = await startExecution(server.source, machine, { name: 'order-1', input: {} });
  const { taskToken } = await states.send(new GetActivityTaskCommand({ activityArn }));
  await states.send(new StopExecutionCommand({ executionArn }));
  const report = new SendTaskSuccessCommand({ taskToken, output: '{}' });
  expect(await refusalOf(states.send(report))).toMatchObject({ name: 'TaskTimedOut' });

  clock.move(89 * day);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'ABORTED',
  });
  clock.move(91 * day);
  await expect
    .poll(() => refusalOf(states.send(new DescribeExecutionCommand({ executionArn }))))
    .toMatchObject({ name: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${executionArn}'` });
  const history = states.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(await refusalOf(history)).toMatchObject({ name: 'ExecutionDoesNotExist' });
  const { executions } = await states.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  expect(executions).toEqual([]);
  expect(await refusalOf(states.send(report))).toMatchObject({ name: 'TaskTimedOut' });
  const stop = states.send(new StopExecutionCommand({ executionArn }));
  expect(await refusalOf(stop)).toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(await startExecution(server.source, machine, { name: 'order-1', input: {} })).toBe(executionArn);
});
