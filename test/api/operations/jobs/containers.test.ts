import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { findTestEngine, skipReason } from '../../../compute/jobs/a-container-engine.ts';
import {
  type Answer,
  aDirectory,
  aJobServer,
  createRole,
  eventually,
  type JobServer,
} from './a-job-server.ts';

const found = await findTestEngine('api');
afterAll(() => found?.removeImage());

describe('with a container engine', () => {
  if (found === undefined) {
    test.skip(skipReason);
    return;
  }
  const { engine, image } = found;

  describe('a job of Batch', () => {
    async function runJob(
      container: JsonObject,
      job: JsonObject = {},
      opened?: JobServer,
    ): Promise<{ readonly server: JobServer; readonly jobId: string }> {
      const server = opened ?? (await aJobServer({ engine }));
      await server.batch('CreateComputeEnvironment', {
        computeEnvironmentName: 'laptop',
        type: 'MANAGED',
        computeResources: { type: 'EC2', maxvCpus: 4, subnets: [] },
      });
      const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'laptop' }];
      await server.batch('CreateJobQueue', { jobQueueName: 'work', priority: 1, computeEnvironmentOrder });
      await server.batch('RegisterJobDefinition', {
        jobDefinitionName: 'job',
        type: 'container',
        containerProperties: { image, vcpus: 1, memory: 64, ...container },
      });
      const { jobId } = await server.batch('SubmitJob', {
        jobName: 'job',
        jobQueue: 'work',
        jobDefinition: 'job',
        ...job,
      });
      return { server, jobId };
    }

    function jobWhen({ server, jobId }: Awaited<ReturnType<typeof runJob>>, ...statuses: readonly string[]) {
      return eventually(async (): Promise<Answer> => {
        const { jobs } = await server.batch('DescribeJobs', { jobs: [jobId] });
        return statuses.includes(jobs[0].status) ? jobs[0] : undefined;
      });
    }

    const logOf = (server: JobServer, { attempts }: Answer) =>
      server.logOf(`batch-${attempts.at(-1).container.logStreamName.split('/').at(-1)}`);

    test('runs its image, with its role, and is as on AWS when it is over', async () => {
      const server = await aJobServer({ engine });
      const jobRoleArn = await createRole(server, 'job-role', { services: ['ecs-tasks'] });
      const run = await runJob({ command: ['sh', '-c', 'env; exit 3'], jobRoleArn }, {}, server);
      const job = await jobWhen(run, 'SUCCEEDED', 'FAILED');
      expect(job).toMatchObject({
        status: 'FAILED',
        statusReason: 'Essential container in task exited',
        container: { exitCode: 3 },
      });
      expect(job.startedAt).toBeLessThanOrEqual(job.stoppedAt);
      const log = logOf(server, job);
      expect(log).toMatch(/^FROM_IMAGE=yes$/m);
      expect(log).toMatch(new RegExp(`^AWS_BATCH_JOB_ID=${run.jobId}$`, 'm'));
      expect(log).toMatch(/^AWS_ACCESS_KEY_ID=ASIA/m);
    });

    test('goes through its statuses', async () => {
      const run = await runJob({ command: ['true'] });
      await jobWhen(run, 'SUCCEEDED');
      const arn = `arn:aws:batch:us-east-1:111111111111:job/${run.jobId}`;
      await expect
        .poll(() => run.server.announced(arn))
        .toEqual(['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED']);
    });

    test.each([
      {
        title: 'whose image cannot be had',
        container: { image: 'localhost:1/stepwell/no-such-image:1', command: ['true'] },
        reason: /^CannotPullContainerError: .*connection refused/,
      },
      {
        title: 'whose program is not there',
        container: { command: ['no-such-program'] },
        reason: /^CannotStartContainerError: .*no-such-program/,
      },
      {
        title: 'whose volume is not there',
        container: { command: ['true'], mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] },
        reason: /^CannotCreateContainerError: there is no volume v$/,
      },
    ])('$title fails to start, and can be tried again for it', async ({ container, reason }) => {
      const evaluateOnExit = [{ onReason: 'Cannot*', action: 'RETRY' }];
      const run = await runJob(container, { retryStrategy: { attempts: 2, evaluateOnExit } });
      const job = await jobWhen(run, 'FAILED');
      expect(job).toMatchObject({ statusReason: 'Task failed to start' });
      expect(job.container.reason).toMatch(reason);
      expect(job.container).not.toHaveProperty('exitCode');
      expect(job).not.toHaveProperty('startedAt');
      expect(job.attempts).toHaveLength(2);
    });

    test('has what its container properties say', async () => {
      const folder = aDirectory();
      chmodSync(folder, 0o777);
      writeFileSync(join(folder, 'in'), 'from the machine\n');
      const run = await runJob({
        command: ['sh', '-c', 'id -u; ulimit -n; cat /data/in; touch /data/out; touch /root-file'],
        user: '5',
        readonlyRootFilesystem: true,
        ulimits: [{ name: 'nofile', softLimit: 200, hardLimit: 300 }],
        volumes: [{ name: 'data', host: { sourcePath: folder } }],
        mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
      });
      const job = await jobWhen(run, 'FAILED');
      const log = logOf(run.server, job);
      expect(log).toMatch(/^5\n200\nfrom the machine\ntouch: \/root-file: /);
      expect(existsSync(join(folder, 'out'))).toBe(true);
    });

    test('is ended by TerminateJob', async () => {
      const run = await runJob({ command: ['sh', '-c', "trap 'exit 9' TERM; while :; do sleep 0.05; done"] });
      await jobWhen(run, 'RUNNING');
      await run.server.batch('TerminateJob', { jobId: run.jobId, reason: 'enough' });
      expect(await jobWhen(run, 'FAILED')).toMatchObject({
        statusReason: 'enough',
        container: { exitCode: 9 },
      });
    });

    test('is ended when its time is up, from when it started', async () => {
      const script = "trap 'exit 143' TERM; while :; do sleep 0.05; done";
      const run = await runJob(
        { command: ['sh', '-c', script] },
        { timeout: { attemptDurationSeconds: 60 } },
      );
      await jobWhen(run, 'RUNNING');
      run.server.clock.advance(61_000);
      expect(await jobWhen(run, 'FAILED')).toMatchObject({
        statusReason: 'Job attempt duration exceeded timeout',
        container: { exitCode: 143 },
      });
    });
  });

  describe('a task of ECS', () => {
    async function runTask(
      containers: readonly JsonObject[],
      definition: JsonObject = {},
      request: JsonObject = {},
    ): Promise<{ readonly server: JobServer; readonly tasks: readonly string[] }> {
      const server = await aJobServer({ engine });
      await server.ecs('CreateCluster', {});
      const containerDefinitions = containers.map((container) => ({ image, memory: 64, ...container }));
      await server.ecs('RegisterTaskDefinition', { family: 'app', containerDefinitions, ...definition });
      const { tasks } = await server.ecs('RunTask', { taskDefinition: 'app', ...request });
      return { server, tasks: tasks.map(({ taskArn }: Answer) => taskArn) };
    }

    function taskWhen({ server, tasks }: Awaited<ReturnType<typeof runTask>>, status: string, index = 0) {
      return eventually(async (): Promise<Answer> => {
        const { tasks: described } = await server.ecs('DescribeTasks', { tasks: [tasks[index] ?? ''] });
        return described[0].lastStatus === status ? described[0] : undefined;
      });
    }

    const logOf = ({ server, tasks }: Awaited<ReturnType<typeof runTask>>, container = 0) =>
      server.logOf(`ecs-${tasks[0]?.split('/').at(-1)}-${container}`);

    test('runs its containers, which share its volumes and end with the essential one', async () => {
      const mountPoints = [{ sourceVolume: 'scratch', containerPath: '/shared' }];
      const waits = 'until [ -e /shared/told ]; do sleep 0.05; done; cat /shared/told; exit 5';
      const run = await runTask(
        [
          { name: 'main', entryPoint: ['sh', '-c'], command: [waits], mountPoints },
          {
            name: 'sidecar',
            essential: false,
            command: ['sh', '-c', "trap 'exit 8' TERM; echo hi > /shared/told; while :; do sleep 0.05; done"],
            mountPoints,
          },
        ],
        { volumes: [{ name: 'scratch', host: {} }] },
      );
      expect(await taskWhen(run, 'STOPPED')).toMatchObject({
        stopCode: 'EssentialContainerExited',
        containers: [{ exitCode: 5 }, { exitCode: 8 }],
      });
      expect(logOf(run)).toBe('hi\n');
    });

    test('takes the words of an override in place of its command, not of its entry point', async () => {
      const run = await runTask(
        [{ name: 'main', entryPoint: ['echo', 'entry'], command: ['command'] }],
        {},
        { overrides: { containerOverrides: [{ name: 'main', command: ['override'] }] } },
      );
      await taskWhen(run, 'STOPPED');
      expect(logOf(run)).toBe('entry override\n');
    });

    test.each([
      {
        title: 'whose image cannot be had',
        container: { image: 'localhost:1/stepwell/no-such-image:1' },
        reason: /^CannotPullContainerError: /,
      },
      {
        title: 'whose program is not there',
        container: { command: ['no-such-program'] },
        reason: /^CannotStartContainerError: /,
      },
    ])('$title fails to start, and takes the others with it', async ({ container, reason }) => {
      const other = {
        name: 'other',
        command: ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 0.05; done"],
      };
      const task = await taskWhen(await runTask([{ name: 'main', ...container }, other]), 'STOPPED');
      expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' });
      expect(task.stoppedReason).toMatch(reason);
      expect(task.containers[0].reason).toMatch(reason);
    });

    test('is stopped by StopTask, and killed once stopTimeout is over', async () => {
      const run = await runTask([{ name: 'main', command: ['sleep', '300'], stopTimeout: 2 }]);
      await taskWhen(run, 'RUNNING');
      await run.server.ecs('StopTask', { task: run.tasks[0] ?? '', reason: 'enough' });
      expect(await taskWhen(run, 'STOPPED')).toMatchObject({
        stopCode: 'UserInitiated',
        stoppedReason: 'enough',
        containers: [{ exitCode: 137 }],
      });
    });

    test('that is one of several of a request has its own containers and events', async () => {
      const run = await runTask([{ name: 'main', command: ['true'] }], {}, { count: 3 });
      expect(new Set(run.tasks).size).toBe(3);
      for (const [index, arn] of run.tasks.entries()) {
        expect(await taskWhen(run, 'STOPPED', index)).toMatchObject({ containers: [{ exitCode: 0 }] });
        await expect
          .poll(() => run.server.announced(arn, 'lastStatus'))
          .toEqual(['PENDING', 'RUNNING', 'RUNNING', 'STOPPED']);
      }
    });
  });
});
