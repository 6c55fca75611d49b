import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { rootOf } from '../../../support/an-identity.ts';
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

const region = 'us-east-1';
const over = ['SUCCEEDED', 'FAILED'];

/** A server with the environment `laptop`, the queue `work` and the definition `shell`. */
async function aBatch({ vcpusMax = 4, server }: { vcpusMax?: number; server?: JobServer } = {}) {
  const jobServer = server ?? (await aJobServer());
  await jobServer.batch('CreateComputeEnvironment', {
    computeEnvironmentName: 'laptop',
    type: 'MANAGED',
    computeResources: { type: 'EC2', maxvCpus: vcpusMax, subnets: [] },
  });
  await createQueue(jobServer, 'work', 1);
  await jobServer.batch('RegisterJobDefinition', {
    jobDefinitionName: 'shell',
    type: 'container',
    containerProperties: { image: 'alpine', vcpus: 1, memory: 64, command: ['sh', '-c', 'Ref::script'] },
    parameters: { script: 'true' },
  });
  return jobServer;
}

function createQueue(server: JobServer, name: string, priority: number) {
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'laptop' }];
  return server.batch('CreateJobQueue', { jobQueueName: name, priority, computeEnvironmentOrder });
}

async function submit(server: JobServer, script: string, input: JsonObject = {}): Promise<string> {
  const { jobId } = await server.batch('SubmitJob', {
    jobName: 'job',
    jobQueue: 'work',
    jobDefinition: 'shell',
    parameters: { script },
    ...input,
  });
  return jobId;
}

async function describeJob(server: JobServer, jobId: string): Promise<Answer> {
  return (await server.batch('DescribeJobs', { jobs: [jobId] })).jobs[0];
}

function jobWhen(server: JobServer, jobId: string, ...statuses: readonly string[]): Promise<Answer> {
  return eventually(async () => {
    const job = await describeJob(server, jobId);
    return statuses.includes(job.status) ? job : undefined;
  });
}

function ended(server: JobServer, jobId: string): Promise<Answer> {
  return jobWhen(server, jobId, ...over);
}

function jobArn(jobId: string): string {
  return `arn:aws:batch:${region}:${account}:job/${jobId}`;
}

function logOf(server: JobServer, job: Answer, attempt = -1): string {
  return server.logOf(`batch-${job.attempts.at(attempt).container.logStreamName.split('/').at(-1)}`);
}

describe('a job that', () => {
  test.each([
    { does: 'succeeds', script: 'exit 0', status: 'SUCCEEDED', exitCode: 0 },
    { does: 'fails', script: 'exit 3', status: 'FAILED', exitCode: 3 },
    { does: 'is killed', script: 'kill -9 $$', status: 'FAILED', exitCode: 137 },
  ])('$does says so with its exit code', async ({ script, status, exitCode }) => {
    const server = await aBatch();
    const job = await ended(server, await submit(server, script));
    expect(job).toMatchObject({
      status,
      statusReason: 'Essential container in task exited',
      container: { exitCode },
    });
    expect(job.attempts).toHaveLength(1);
    expect(job.createdAt).toBeLessThanOrEqual(job.startedAt);
    expect(job.startedAt).toBeLessThanOrEqual(job.stoppedAt);
  });

  test('goes through the statuses of AWS, each of them announced', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'true');
    await ended(server, jobId);
    await expect
      .poll(() => server.announced(jobArn(jobId)))
      .toEqual(['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED']);
    expect(server.events.at(-1)).toMatchObject({
      service: 'batch',
      detailType: 'Batch Job State Change',
      source: 'aws.batch',
      account,
      region,
      resources: [jobArn(jobId)],
      detail: { jobId, jobQueue: `arn:aws:batch:${region}:${account}:job-queue/work`, status: 'SUCCEEDED' },
    });
  });

  test('has no program of its name fails to start', async () => {
    const server = await aBatch();
    const overrides = { containerOverrides: { command: ['no-such-program'] } };
    const job = await ended(server, await submit(server, '', overrides));
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Task failed to start' });
    expect(job.container.reason).toMatch(/^CannotStartContainerError: .*ENOENT/);
    expect(job).not.toHaveProperty('startedAt');
  });

  test('takes longer than its timeout is ended and not tried again', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'sleep 300', {
      timeout: { attemptDurationSeconds: 60 },
      retryStrategy: { attempts: 3 },
    });
    await jobWhen(server, jobId, 'RUNNING');
    server.clock.advance(60_000);
    const job = await ended(server, jobId);
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Job attempt duration exceeded timeout' });
    expect(job.attempts).toHaveLength(1);
  });
});

test('a job is told who and where it is, and gets the credentials of its role', async () => {
  const server = await aBatch();
  const jobRoleArn = await createRole(server, 'job-role', { services: ['ecs-tasks'] });
  await server.batch('RegisterJobDefinition', {
    jobDefinitionName: 'env',
    type: 'container',
    containerProperties: {
      image: 'alpine',
      jobRoleArn,
      command: ['env'],
      environment: [
        { name: 'A', value: 'definition' },
        { name: 'B', value: 'definition' },
      ],
    },
  });
  const overrides = { environment: [{ name: 'B', value: 'override' }] };
  const jobId = await submit(server, '', { jobDefinition: 'env', containerOverrides: overrides });
  const job = await ended(server, jobId);
  const variables = Object.fromEntries(
    logOf(server, job)
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  expect(variables).toMatchObject({
    A: 'definition',
    B: 'override',
    AWS_BATCH_JOB_ID: jobId,
    AWS_BATCH_JOB_ATTEMPT: '1',
    AWS_BATCH_JQ_NAME: 'work',
    AWS_BATCH_CE_NAME: 'laptop',
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
  });
  expect(variables.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
  expect(variables.AWS_SESSION_TOKEN).not.toBe('');
});

test('a job whose role does not trust ECS fails, and says which role', async () => {
  const server = await aBatch();
  const jobRoleArn = await createRole(server, 'stranger', { services: ['lambda'] });
  await server.batch('RegisterJobDefinition', {
    jobDefinitionName: 'env',
    type: 'container',
    containerProperties: { image: 'alpine', jobRoleArn, command: ['env'] },
  });
  const job = await ended(server, await submit(server, '', { jobDefinition: 'env' }));
  expect(job.status).toBe('FAILED');
  expect(job.statusReason).toMatch(`ECS was unable to assume the role '${jobRoleArn}'`);
});

describe('a job that fails is tried again', () => {
  const cases = [
    { title: 'as often as its attempts allow', evaluateOnExit: [], exits: 3, attempts: 3 },
    {
      title: 'not where its exit code says EXIT',
      evaluateOnExit: [{ onExitCode: '3', action: 'EXIT' }],
      exits: 3,
      attempts: 1,
    },
    {
      title: 'where its exit code says RETRY before another condition says EXIT',
      evaluateOnExit: [
        { onExitCode: '3*', action: 'RETRY' },
        { onReason: '*', action: 'EXIT' },
      ],
      exits: 3,
      attempts: 3,
    },
    {
      title: 'not where its reason fits only the condition that says EXIT',
      evaluateOnExit: [
        { onStatusReason: 'Host EC2*', action: 'RETRY' },
        { onReason: '*', action: 'EXIT' },
      ],
      exits: 3,
      attempts: 1,
    },
  ];
  test.each(cases)('$title', async ({ evaluateOnExit, exits, attempts }) => {
    const server = await aBatch();
    const retryStrategy = { attempts: 3, evaluateOnExit };
    const job = await ended(server, await submit(server, `exit ${exits}`, { retryStrategy }));
    expect(job.status).toBe('FAILED');
    expect(job.attempts).toHaveLength(attempts);
  });

  test('and told which attempt it is', async () => {
    const server = await aBatch();
    const script = 'echo $AWS_BATCH_JOB_ATTEMPT; test $AWS_BATCH_JOB_ATTEMPT = 2';
    const job = await ended(server, await submit(server, script, { retryStrategy: { attempts: 5 } }));
    expect(job.status).toBe('SUCCEEDED');
    expect([0, 1].map((attempt) => logOf(server, job, attempt))).toEqual(['1\n', '2\n']);
  });
});

describe('a job that depends on others', () => {
  test('waits until they have succeeded', async () => {
    const server = await aBatch();
    const first = await submit(server, 'sleep 0.3');
    const second = await submit(server, 'true', { dependsOn: [{ jobId: first }] });
    await jobWhen(server, second, 'PENDING');
    const [before, after] = await Promise.all([ended(server, first), ended(server, second)]);
    expect(after.status).toBe('SUCCEEDED');
    expect(after.startedAt).toBeGreaterThanOrEqual(before.stoppedAt);
  });

  test('fails with the first that fails, and so does what depends on it', async () => {
    const server = await aBatch();
    const first = await submit(server, 'sleep 0.1; exit 1');
    const second = await submit(server, 'true', { dependsOn: [{ jobId: first }] });
    const third = await submit(server, 'true', { dependsOn: [{ jobId: second }] });
    expect(await ended(server, third)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Dependent Job failed',
    });
    expect((await describeJob(server, third)).attempts).toEqual([]);
  });

  test.each([
    { title: 'a job there is not', input: { dependsOn: [{ jobId: 'none' }] }, message: /does not exist/ },
    {
      title: 'itself in sequence, being no array',
      input: { dependsOn: [{ type: 'SEQUENTIAL' }] },
      message: /array/,
    },
    { title: 'nothing', input: { dependsOn: [{}] }, message: /must have a jobId/ },
  ])('cannot depend on $title', async ({ input, message }) => {
    const server = await aBatch();
    await expect(submit(server, 'true', input)).rejects.toMatchObject({
      code: 'ClientException',
      message: expect.stringMatching(message),
    });
  });
});

describe('an array', () => {
  test('runs a job for each index and ends with the last', async () => {
    const server = await aBatch();
    const script = 'echo $AWS_BATCH_JOB_ARRAY_INDEX of $AWS_BATCH_JOB_ARRAY_SIZE';
    const jobId = await submit(server, script, { arrayProperties: { size: 3 } });
    const array = await ended(server, jobId);
    expect(array).toMatchObject({
      status: 'SUCCEEDED',
      arrayProperties: { size: 3, statusSummary: { SUCCEEDED: 3, FAILED: 0, RUNNING: 0 } },
    });
    for (const index of [0, 1, 2]) {
      const child = await describeJob(server, `${jobId}:${index}`);
      expect(child.arrayProperties).toEqual({ index, size: 3 });
      expect(logOf(server, child)).toBe(`${index} of 3\n`);
    }
  });

  test('fails where one of its jobs does, after all have ended', async () => {
    const server = await aBatch();
    const script = 'test $AWS_BATCH_JOB_ARRAY_INDEX != 1';
    const array = await ended(server, await submit(server, script, { arrayProperties: { size: 3 } }));
    expect(array).toMatchObject({
      status: 'FAILED',
      statusReason: 'Array Child Job failed',
      arrayProperties: { statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
    });
  });

  test('in sequence runs one job after the other, and none after one that failed', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'test $AWS_BATCH_JOB_ARRAY_INDEX != 1', {
      arrayProperties: { size: 4 },
      dependsOn: [{ type: 'SEQUENTIAL' }],
    });
    await ended(server, jobId);
    const statuses = [];
    for (const index of [0, 1, 2, 3])
      statuses.push((await describeJob(server, `${jobId}:${index}`)).attempts.length);
    expect(statuses).toEqual([1, 1, 0, 0]);
  });

  test('depends on another one index by index', async () => {
    const server = await aBatch();
    const script = 'test $AWS_BATCH_JOB_ARRAY_INDEX = 0 || sleep 1';
    const first = await submit(server, script, { arrayProperties: { size: 2 } });
    const second = await submit(server, 'true', {
      arrayProperties: { size: 2 },
      dependsOn: [{ jobId: first, type: 'N_TO_N' }],
    });
    await ended(server, `${second}:0`);
    expect((await describeJob(server, `${first}:1`)).status).toBe('RUNNING');
    expect((await ended(server, second)).status).toBe('SUCCEEDED');
  });
});

describe('a job that is told to end', () => {
  test.each(['CancelJob', 'TerminateJob'] as const)(
    'by %s before it runs fails with the reason',
    async (name) => {
      const server = await aBatch({ vcpusMax: 1 });
      await submit(server, 'sleep 300');
      const jobId = await submit(server, 'true');
      await jobWhen(server, jobId, 'RUNNABLE');
      await server.batch(name, { jobId, reason: 'not needed' });
      expect(await describeJob(server, jobId)).toMatchObject({
        status: 'FAILED',
        statusReason: 'not needed',
      });
    },
  );

  test('by TerminateJob while it runs fails with the reason and is not tried again', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'sleep 300', { retryStrategy: { attempts: 3 } });
    await jobWhen(server, jobId, 'RUNNING');
    await server.batch('TerminateJob', { jobId, reason: 'not needed' });
    const job = await ended(server, jobId);
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'not needed', container: { exitCode: 143 } });
    expect(job.attempts).toHaveLength(1);
  });

  test('by CancelJob while it runs goes on', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'sleep 0.3');
    await jobWhen(server, jobId, 'RUNNING');
    await server.batch('CancelJob', { jobId, reason: 'not needed' });
    expect((await ended(server, jobId)).status).toBe('SUCCEEDED');
  });

  test('because its queue is deleted fails with it', async () => {
    const server = await aBatch();
    const jobId = await submit(server, 'sleep 300');
    await jobWhen(server, jobId, 'RUNNING');
    await server.batch('UpdateJobQueue', { jobQueue: 'work', state: 'DISABLED' });
    await server.batch('DeleteJobQueue', { jobQueue: 'work' });
    expect(await ended(server, jobId)).toMatchObject({ status: 'FAILED', statusReason: 'JobQueue deleted' });
  });
});

describe('room', () => {
  test('is given in order of priority, and to no more vCPUs than the environment has', async () => {
    const server = await aBatch({ vcpusMax: 1 });
    await createQueue(server, 'urgent', 10);
    const running = await submit(server, 'sleep 0.4');
    await jobWhen(server, running, 'RUNNING');
    const low = await submit(server, 'true');
    const high = await submit(server, 'true', { jobQueue: 'urgent' });
    await jobWhen(server, low, 'RUNNABLE');
    const [first, second, third] = await Promise.all(
      [running, high, low].map((jobId) => ended(server, jobId)),
    );
    expect(second.startedAt).toBeGreaterThanOrEqual(first.stoppedAt);
    expect(third.startedAt).toBeGreaterThanOrEqual(second.stoppedAt);
  });

  test('comes with an environment that grows or is enabled', async () => {
    const server = await aBatch({ vcpusMax: 1 });
    const jobId = await submit(server, 'true', { containerOverrides: { vcpus: 2 } });
    await jobWhen(server, jobId, 'RUNNABLE');
    await server.batch('UpdateComputeEnvironment', {
      computeEnvironment: 'laptop',
      computeResources: { maxvCpus: 2 },
    });
    expect((await ended(server, jobId)).status).toBe('SUCCEEDED');
  });

  test('is used by 500 short jobs at once as far as it goes, and no further', async () => {
    const server = await aBatch({ vcpusMax: 16 });
    const jobId = await submit(server, 'true', { arrayProperties: { size: 500 } });
    const array = await ended(server, jobId);
    expect(array.arrayProperties.statusSummary.SUCCEEDED).toBe(500);
    let atOnceMax = 0;
    let atOnce = 0;
    for (const { detail } of server.events) {
      if (detail.jobId === jobId) continue;
      if (detail.status === 'STARTING') atOnce += 1;
      if (detail.status === 'SUCCEEDED') atOnce -= 1;
      atOnceMax = Math.max(atOnceMax, atOnce);
    }
    expect(atOnceMax).toBeGreaterThan(1);
    expect(atOnceMax).toBeLessThanOrEqual(16);
  });
});

describe('after a restart', () => {
  test('what ran has failed or is tried again, what waited runs, and what was over stays', async () => {
    const directory = aDirectory();
    const before = await aBatch({ vcpusMax: 2, server: await aJobServer({ directory }) });
    const done = await submit(before, 'true');
    await ended(before, done);
    const running = await submit(before, 'sleep 300');
    const retried = await submit(before, 'test $AWS_BATCH_JOB_ATTEMPT = 2 || sleep 300', {
      retryStrategy: { attempts: 2, evaluateOnExit: [{ onStatusReason: 'Host EC2*', action: 'RETRY' }] },
    });
    const waiting = await submit(before, 'true');
    const dependent = await submit(before, 'true', { dependsOn: [{ jobId: running }] });
    for (const jobId of [running, retried]) await jobWhen(before, jobId, 'RUNNING');
    await jobWhen(before, waiting, 'RUNNABLE');
    await before.close();

    const after = await aJobServer({ directory });
    expect(await ended(after, done)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await ended(after, running)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Host EC2 (instance stepwell) terminated.',
    });
    expect(await ended(after, retried)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await ended(after, waiting)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await ended(after, dependent)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Dependent Job failed',
    });
    expect(after.announced(jobArn(running))).toEqual(['FAILED']);
  });

  test('an array goes on where it was', async () => {
    const directory = aDirectory();
    const before = await aBatch({ vcpusMax: 2, server: await aJobServer({ directory }) });
    const script = 'case $AWS_BATCH_JOB_ARRAY_INDEX$AWS_BATCH_JOB_ATTEMPT in 11|21) sleep 300;; esac';
    const jobId = await submit(before, script, {
      arrayProperties: { size: 5 },
      retryStrategy: { attempts: 2 },
    });
    for (const index of [1, 2]) await jobWhen(before, `${jobId}:${index}`, 'RUNNING');
    await before.close();
    const after = await aJobServer({ directory });
    expect(await describeJob(after, jobId)).toMatchObject({
      status: 'PENDING',
      arrayProperties: { statusSummary: { SUCCEEDED: 1 } },
    });
    const array = await ended(after, jobId);
    expect(array.arrayProperties.statusSummary).toMatchObject({ SUCCEEDED: 5, FAILED: 0 });
  });
});

test('jobs of another account are not there for anybody', async () => {
  const server = await aBatch();
  const jobId = await submit(server, 'sleep 300');
  const caller = rootOf('999999999999');
  expect((await server.batch('DescribeJobs', { jobs: [jobId] }, caller)).jobs).toEqual([]);
  await expect(server.batch('TerminateJob', { jobId, reason: 'x' }, caller)).rejects.toMatchObject({
    code: 'ClientException',
  });
});
