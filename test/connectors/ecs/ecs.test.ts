import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession, itsMetadata } from '../a-connector-task.ts';
import { getConnector, idempotencyKey, testContract } from '../api-contract.ts';

const clusterArn = 'arn:aws:ecs:us-east-1:111111111111:cluster/main';
const taskArn = 'arn:aws:ecs:us-east-1:111111111111:task/main/1';
const cleanExit = [{ name: 'app', exitCode: 0 }];

const parameters = {
  Cluster: 'main',
  TaskDefinition: 'app:1',
  LaunchType: 'FARGATE',
  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'ENABLED' } },
  Overrides: { ContainerOverrides: [{ Name: 'app', Environment: [{ Name: 'A', Value: 'b' }] }] },
};
const input = {
  cluster: 'main',
  taskDefinition: 'app:1',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
  overrides: { containerOverrides: [{ name: 'app', environment: [{ name: 'A', value: 'b' }] }] },
  clientToken: idempotencyKey,
};

testContract({
  prefix: 'ecs',
  service: 'ecs',
  refusals: [
    ['ClusterNotFoundException', 'ECS.ClusterNotFoundException', 'AmazonECS'],
    ['InvalidParameterException', 'ECS.InvalidParameterException', 'AmazonECS'],
    ['ThrottlingException', 'ECS.AmazonECSException', 'AmazonECS'],
  ],
  cases: [
    {
      resource: 'ecs:runTask',
      parameters,
      call: ['RunTask', input],
      syncInput: { ...input, startedBy: 'AWS Step Functions' },
      output: { tasks: [{ taskArn, clusterArn, lastStatus: 'PROVISIONING' }], failures: [] },
      result: {
        Failures: [],
        Tasks: [{ ClusterArn: clusterArn, LastStatus: 'PROVISIONING', TaskArn: taskArn }],
      },
      job: {
        poll: ['DescribeTasks', { cluster: clusterArn, tasks: [taskArn] }],
        output: (lastStatus) => ({
          tasks: [{ taskArn, clusterArn, lastStatus, createdAt: 1700000000123, containers: cleanExit }],
          failures: [],
        }),
        result: (LastStatus) => ({
          ClusterArn: clusterArn,
          Containers: [{ ExitCode: 0, Name: 'app' }],
          CreatedAt: 1700000000123,
          LastStatus,
          TaskArn: taskArn,
        }),
        running: ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING'],
        succeeded: ['STOPPED'],
        failed: [],
        cancel: ['StopTask', { cluster: clusterArn, task: taskArn, reason: 'Stopped by AWS Step Functions' }],
        completionName: taskArn,
      },
    },
  ],
});

describe('a task that stopped has succeeded', () => {
  const cases: readonly (readonly [string, JsonObject, boolean])[] = [
    ['where its containers exited with 0', { containers: cleanExit }, true],
    ['with its essential container', { containers: cleanExit, stopCode: 'EssentialContainerExited' }, true],
    ['not with another exit code', { containers: [{ name: 'app', exitCode: 1 }] }, false],
    ['not with one that never ran', { containers: [...cleanExit, { name: 'sidecar' }] }, false],
    ['not where it did not start', { containers: cleanExit, stopCode: 'TaskFailedToStart' }, false],
    ['not where a user stopped it', { containers: cleanExit, stopCode: 'UserInitiated' }, false],
    ['not without containers', { containers: [] }, false],
  ];
  test.each(cases)('%s', async (_, description, hasSucceeded) => {
    const described = { tasks: [{ taskArn, lastStatus: 'STOPPED', ...description }] };
    const result = await pollAfter({ tasks: [{ taskArn, clusterArn }] }, described);
    expect(result instanceof Failure).toBe(!hasSucceeded);
  });
});

describe('of several tasks', () => {
  const stopped = (name: string, exitCode: number) => ({
    taskArn: name,
    lastStatus: 'STOPPED',
    containers: [{ exitCode }],
  });
  const started = {
    tasks: [
      { taskArn: 'a', clusterArn },
      { taskArn: 'b', clusterArn },
    ],
  };
  const cases: readonly (readonly [string, JsonObject[], unknown])[] = [
    ['all must stop', [stopped('a', 0), { taskArn: 'b', lastStatus: 'RUNNING' }], undefined],
    ['one that failed fails all', [stopped('a', 0), stopped('b', 3)], expect.any(Failure)],
    [
      'the first is the result',
      [stopped('a', 0), stopped('b', 0)],
      expect.objectContaining({ TaskArn: 'a' }),
    ],
  ];
  test.each(cases)('%s', async (_, tasks, expected) => {
    expect(await pollAfter(started, { tasks })).toEqual(expected);
  });

  test('every one is stopped with the execution', async () => {
    const { session, requests } = aScriptedSession(started, {}, {});
    const task = aConnectorTask({ session, parameters, pattern: 'Sync' });
    await getConnector('ecs:runTask').cancel?.(task, await submit(task));
    expect(requests.slice(1).map((request) => request.input.task)).toEqual(['a', 'b']);
  });
});

describe('tasks that ECS could not start', () => {
  const failures = [
    { arn: 'arn:aws:ecs:us-east-1:111111111111:container-instance/1', reason: 'RESOURCE:CPU' },
  ];
  const result = {
    Failures: [{ Arn: failures[0]?.arn, Reason: 'RESOURCE:CPU' }],
    ...itsMetadata,
    Tasks: [],
  };
  test.each<[IntegrationPattern, unknown]>([
    ['RequestResponse', result],
    ['Sync', new Failure('AmazonECS.Unknown', JSON.stringify(result))],
    ['WaitForTaskToken', new Failure('AmazonECS.Unknown', JSON.stringify(result))],
  ])('%s', async (pattern, expected) => {
    const { session } = aScriptedSession({ tasks: [], failures });
    const answer = await getConnector('ecs:runTask').call(aConnectorTask({ session, parameters, pattern }));
    expect(answer).toEqual({ type: 'Result', result: expected });
  });
});

test('a task that is to send its token is no job to look at', async () => {
  const { session, requests } = aScriptedSession({ tasks: [{ taskArn }], failures: [] });
  const task = aConnectorTask({ session, parameters, pattern: 'WaitForTaskToken' });
  const answer = await getConnector('ecs:runTask').call(task);
  expect(answer).toMatchObject({ type: 'Submitted', output: { Tasks: [{ TaskArn: taskArn }] } });
  expect(answer).toHaveProperty('job', undefined);
  expect(requests[0]?.input).not.toHaveProperty('startedBy');
});

async function submit(task: ReturnType<typeof aConnectorTask>) {
  const answer = await getConnector('ecs:runTask').call(task);
  return answer.type === 'Submitted' ? (answer.job ?? null) : null;
}

async function pollAfter(started: JsonObject, described: JsonObject) {
  const { session } = aScriptedSession(started, described);
  const task = aConnectorTask({ session, parameters, pattern: 'Sync' });
  return getConnector('ecs:runTask').poll?.(task, await submit(task));
}
