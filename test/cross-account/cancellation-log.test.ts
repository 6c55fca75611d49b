import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { stepwell } from '../cli/stepwell-process.ts';
import {
  childOf,
  clientsAt,
  createRole,
  createStateMachine,
  rootKey,
  sourceAccount,
  startExecution,
  targetAccount,
  trustsService,
} from './two-accounts.ts';

test('the log says which job could not be cancelled, and dev prints who would have to let it', async () => {
  const server = stepwell('dev', '--in-memory', '--port', '0', '--log-level', 'warn');
  const endpoint = await server.endpoint;
  const source = clientsAt(endpoint, rootKey(sourceAccount));
  const target = clientsAt(endpoint, rootKey(targetAccount));
  onTestFinished(() => {
    source.close();
    target.close();
  });
  const workflow = await createRole(source, 'workflow', {
    trust: [trustsService('states')],
    permissions: [{ Action: 'sts:AssumeRole', Resource: '*' }],
  });
  const starter = await createRole(target, 'starter', {
    trust: [{ Principal: { AWS: workflow }, Action: 'sts:AssumeRole' }],
    permissions: [{ Action: 'states:StartExecution', Resource: '*' }],
  });
  const role = await createRole(target, 'child', { trust: [trustsService('states')] });
  const slow = await createStateMachine(target, 'slow', {
    role,
    states: { Wait: { Type: 'Wait', Seconds: 600, End: true } },
  });
  const parent = await createStateMachine(source, 'parent', {
    role: workflow,
    states: {
      Nest: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync',
        Parameters: { StateMachineArn: slow },
        Credentials: { RoleArn: starter },
        End: true,
      },
    },
  });
  const executionArn = await startExecution(source, parent);
  const child = await childOf(source, executionArn);
  await source.states.send(new StopExecutionCommand({ executionArn }));

  await expect.poll(() => server.said.errors).toContain('could not cancel a job');
  const line = server.said.errors.split('\n').find((each) => each.includes('could not cancel a job')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ executionArn, job: child });
  expect(server.said.output).toContain(`states:StopExecution on ${child}`);
  expect(server.said.output).toContain(`No identity-based policy in account ${targetAccount} allows`);
  const { status } = await source.states.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe('ABORTED');
});
