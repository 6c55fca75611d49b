import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import {
  type Answer,
  account,
  aDirectory,
  aJobServer,
  createRole,
  endpoint,
  eventually,
  type JobServer,
} from '../jobs/a-job-server.ts';

/** A server with the default cluster and the task definition `app` of `containers`. */
async function anEcs(
  containers: readonly JsonObject[],
  { directory = aDirectory(), definition = {} as JsonObject } = {},
): Promise<JobServer> {
  const server = await aJobServer({ directory });
  await server.ecs('CreateCluster', {});
  const containerDefinitions = containers.map((container) => ({ image: 'alpine', memory: 64, ...container }));
  await server.ecs('RegisterTaskDefinition', { family: 'app', containerDefinitions, ...definition });
  return server;
}

async function run(server: JobServer, input: JsonObject = {}): Promise<string> {
  const { tasks, failures } = await server.ecs('RunTask', { taskDefinition: 'app', ...input });
  expect(failures).toEqual([]);
  return tasks[0].taskArn;
}

async function describeTask(server: JobServer, task: string): Promise<Answer> {
  return (await server.ecs('DescribeTasks', { tasks: [task], include: ['TAGS'] })).tasks[0];
}

function taskWhen(server: JobServer, task: string, status: string): Promise<Answer> {
  return eventually(async () => {
    const found = await describeTask(server, task);
    return found.lastStatus === status ? found : undefined;
  });
}

function logOf(server: JobServer, task: string, container = 0): string {
  return server.logOf(`ecs-${task.split('/').at(-1)}-${container}`);
}

const shell = (script: string, more: JsonObject = {}) => ({
  name: 'main',
  command: ['sh', '-c', script],
  ...more,
});

test('a task runs its containers and tells how they ended', async () => {
  const server = await anEcs([shell('exit 3')]);
  const task = await taskWhen(server, await run(server, { startedBy: 'me' }), 'STOPPED');
  expect(task).toMatchObject({
    desiredStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    startedBy: 'me',
    launchType: 'EC2',
    containers: [{ name: 'main', lastStatus: 'STOPPED', exitCode: 3 }],
  });
  expect(task.createdAt).toBeLessThanOrEqual(task.startedAt);
  expect(task.startedAt).toBeLessThanOrEqual(task.stoppingAt);
  expect(task.stoppingAt).toBeLessThanOrEqual(task.stoppedAt);
});

test('each change of a task is announced as AWS announces it', async () => {
  const server = await anEcs([shell('exit 0')], {
    definition: { requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512' },
  });
  const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
  const arn = await run(server, { launchType: 'FARGATE', networkConfiguration });
  await taskWhen(server, arn, 'STOPPED');
  await expect
    .poll(() => server.announced(arn, 'lastStatus'))
    .toEqual(['PROVISIONING', 'PENDING', 'RUNNING', 'RUNNING', 'STOPPED']);
  expect(server.announced(arn, 'desiredStatus')).toEqual([
    'RUNNING',
    'RUNNING',
    'RUNNING',
    'STOPPED',
    'STOPPED',
  ]);
  expect(server.announced(arn, 'version')).toEqual([1, 2, 3, 4, 5]);
  const last = server.events.at(-1);
  expect(last).toMatchObject({
    service: 'ecs',
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    account,
  });
  expect(last?.detail).toMatchObject({
    taskArn: arn,
    stoppedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    containers: [{ exitCode: 0 }],
  });
});

test('each of the tasks of one request has its own containers, end and events', async () => {
  const server = await anEcs([shell('echo "$AWS_EXECUTION_ENV"; exit 6')]);
  const { tasks, failures } = await server.ecs('RunTask', {
    taskDefinition: 'app',
    count: 4,
    startedBy: 'me',
  });
  expect(failures).toEqual([]);
  const arns: readonly string[] = tasks.map(({ taskArn }: Answer) => taskArn);
  expect(new Set(arns).size).toBe(4);
  const containers = await Promise.all(
    arns.map(async (arn) => {
      const task = await taskWhen(server, arn, 'STOPPED');
      expect(task).toMatchObject({ startedBy: 'me', containers: [{ exitCode: 6, taskArn: arn }] });
      await expect
        .poll(() => server.announced(arn, 'lastStatus'))
        .toEqual(['PENDING', 'RUNNING', 'RUNNING', 'STOPPED']);
      return task.containers[0].containerArn;
    }),
  );
  expect(new Set(containers).size).toBe(4);
});

test('an essential container takes the others with it, and one that is not takes none', async () => {
  const server = await anEcs([
    shell('sleep 0.4; exit 5'),
    { ...shell('exit 0'), name: 'helper', essential: false },
    { ...shell('sleep 300'), name: 'sidecar', essential: false },
  ]);
  const task = await taskWhen(server, await run(server), 'STOPPED');
  expect(task.containers.map(({ exitCode }: Answer) => exitCode)).toEqual([5, 0, 143]);
});

test('a container gets its variables, the overrides, and the credentials of the task role', async () => {
  const server = await anEcs([
    { name: 'main', entryPoint: ['sh', '-c'], command: ['exit 1'], environment: [{ name: 'A', value: '1' }] },
  ]);
  const taskRoleArn = await createRole(server, 'task-role', { services: ['ecs-tasks'] });
  const arn = await run(server, {
    overrides: {
      taskRoleArn,
      containerOverrides: [{ name: 'main', command: ['env'], environment: [{ name: 'B', value: '2' }] }],
    },
  });
  expect((await taskWhen(server, arn, 'STOPPED')).containers[0].exitCode).toBe(0);
  const log = logOf(server, arn);
  for (const line of ['A=1', 'B=2', `AWS_ENDPOINT_URL=${endpoint}`, 'AWS_EXECUTION_ENV=AWS_ECS_EC2']) {
    expect(log.split('\n')).toContain(line);
  }
  expect(log).toMatch(/^AWS_ACCESS_KEY_ID=ASIA/m);
});

test.each([
  { title: 'a program there is not', container: { name: 'main', command: ['no-such-program'] } },
  { title: 'no command', container: { name: 'main' } },
])('a task with $title fails to start', async ({ container }) => {
  const server = await anEcs([container, { ...shell('sleep 300'), name: 'other' }]);
  const task = await taskWhen(server, await run(server), 'STOPPED');
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' });
  expect(task.stoppedReason).toMatch(/^CannotStartContainerError: main: /);
  expect(task.containers[0].reason).toMatch(/^CannotStartContainerError/);
});

test('a task whose role does not trust ECS fails to start', async () => {
  const server = await anEcs([shell('true')]);
  const taskRoleArn = await createRole(server, 'stranger', { services: ['lambda'] });
  const task = await taskWhen(server, await run(server, { overrides: { taskRoleArn } }), 'STOPPED');
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' });
  expect(task.stoppedReason).toContain(taskRoleArn);
});

test('a task that is stopped says who stopped it', async () => {
  const server = await anEcs([shell('sleep 300')]);
  const arn = await run(server);
  await taskWhen(server, arn, 'RUNNING');
  const { task } = await server.ecs('StopTask', { task: arn, reason: 'enough' });
  expect(task).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'STOPPED' });
  expect(await taskWhen(server, arn, 'STOPPED')).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    containers: [{ exitCode: 143 }],
  });
});

test('a request repeated with its client token runs nothing more', async () => {
  const server = await anEcs([shell('sleep 300')]);
  const first = await run(server, { clientToken: 'token' });
  expect(await run(server, { clientToken: 'token' })).toBe(first);
  await expect(run(server, { clientToken: 'token', count: 2 })).rejects.toMatchObject({
    code: 'ConflictException',
  });
});

test('tasks beyond what the server runs at once are failures, not errors', async () => {
  const server = await anEcs([shell('sleep 300')]);
  for (let request = 0; request < 10; request += 1) {
    await server.ecs('RunTask', { taskDefinition: 'app', count: 10 });
  }
  const { tasks, failures } = await server.ecs('RunTask', { taskDefinition: 'app' });
  expect({ tasks, failures }).toMatchObject({ tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] });
});

test('lists of tasks and definitions come in pages, in either order', async () => {
  const server = await anEcs([shell('sleep 300')]);
  for (let revision = 2; revision <= 3; revision += 1) {
    await server.ecs('RegisterTaskDefinition', {
      family: 'app',
      containerDefinitions: [{ ...shell('true'), image: 'alpine', memory: 4 }],
    });
  }
  const revisions: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await server.ecs('ListTaskDefinitions', {
      sort: 'DESC',
      maxResults: 1,
      ...(nextToken !== undefined && { nextToken }),
    });
    revisions.push(...page.taskDefinitionArns.map((arn: string) => arn.split(':').at(-1)));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(revisions).toEqual(['3', '2', '1']);
  await server.ecs('RunTask', { taskDefinition: 'app:1', count: 3 });
  const first = await server.ecs('ListTasks', { maxResults: 2 });
  const second = await server.ecs('ListTasks', { maxResults: 2, nextToken: first.nextToken });
  expect(new Set([...first.taskArns, ...second.taskArns]).size).toBe(3);
  expect(second.nextToken).toBeUndefined();
});

test('a task whose server ended has stopped by the next start', async () => {
  const directory = aDirectory();
  const before = await anEcs([shell('sleep 300')], { directory });
  const arn = await run(before);
  await taskWhen(before, arn, 'RUNNING');
  await before.close();
  const after = await aJobServer({ directory });
  expect(await taskWhen(after, arn, 'STOPPED')).toMatchObject({
    stopCode: 'TerminationNotice',
    stoppedReason: 'Host EC2 (instance stepwell) terminated.',
  });
});

describe('who may run a task', () => {
  const taskRole = `arn:aws:iam::${account}:role/task-role`;
  const runApp = {
    Action: 'ecs:RunTask',
    Resource: `arn:aws:ecs:us-east-1:${account}:task-definition/app:*`,
  };
  const passRole = { Action: 'iam:PassRole', Resource: taskRole };
  const inCluster = (name: string) => ({
    Condition: { ArnEquals: { 'ecs:cluster': `arn:aws:ecs:us-east-1:${account}:cluster/${name}` } },
  });
  test.each([
    { title: 'needs ecs:RunTask', statements: [passRole], denied: /ecs:RunTask/ },
    {
      title: "needs iam:PassRole for the task's role",
      statements: [runApp],
      denied: /iam:PassRole.*task-role/,
    },
    { title: 'is let in with both', statements: [runApp, passRole], denied: undefined },
    {
      title: 'is held to the cluster',
      statements: [{ ...runApp, ...inCluster('other') }, passRole],
      denied: /ecs:RunTask/,
    },
    {
      title: 'is let in with the cluster',
      statements: [{ ...runApp, ...inCluster('default') }, passRole],
      denied: undefined,
    },
    {
      title: 'may pass the role to ECS only',
      statements: [
        runApp,
        { ...passRole, Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
      ],
      denied: /iam:PassRole/,
    },
  ])('$title', async ({ statements, denied }) => {
    const server = await anEcs([shell('true')], { definition: { taskRoleArn: taskRole } });
    await createRole(server, 'task-role', { services: ['ecs-tasks'] });
    await createRole(server, 'runner', { statements });
    const request = server.ecs('RunTask', { taskDefinition: 'app' }, await server.callerAs('runner'));
    if (denied === undefined) await expect(request).resolves.toMatchObject({ failures: [] });
    else {
      await expect(request).rejects.toMatchObject({
        code: 'AccessDeniedException',
        message: expect.stringMatching(denied),
      });
    }
  });
});
