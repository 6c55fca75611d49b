import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { Configuration } from '../../src/config.ts';
import {
  aService,
  type ScriptedResponse,
  type SeenRequest,
  signatureOf,
} from '../runtime/targets/a-service.ts';
import { aMovedClock, type MovedClock } from './moved-clock.ts';
import {
  createRole,
  createStateMachine,
  endOf,
  eventually,
  makesManagedRules,
  run,
  setPermissions,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

/** What a service may do to a task while it is under way, through real HTTP on a real server. */

const runsJobs = { Action: ['batch:SubmitJob', 'batch:TerminateJob'], Resource: '*' };
const looksAtJobs = { Action: 'batch:DescribeJobs', Resource: '*' };
const jobArn = `arn:aws:batch:us-east-1:${sourceAccount}:job/j-1`;

const batchTask: JsonObject = {
  Type: 'Task',
  Resource: 'arn:aws:states:::batch:submitJob.sync',
  Parameters: { JobName: 'job', JobQueue: 'queue', JobDefinition: 'definition' },
  End: true,
};

/** Batch with one job. `meddle` may answer in its place. */
async function aBatch(
  status: () => string,
  meddle: (request: SeenRequest) => ScriptedResponse | 'hang up' | undefined = () => undefined,
) {
  const service = await aService((request) => meddle(request) ?? answerOf(request, status()));
  onTestFinished(() => service.close());
  const seen = (path: string) => service.requests.filter(({ url }) => url.endsWith(path));
  return { ...service, submissions: () => seen('/submitjob'), looks: () => seen('/describejobs') };
}

function answerOf({ url }: SeenRequest, status: string): ScriptedResponse {
  const job = { jobId: 'j-1', jobName: 'job', jobArn };
  if (url.endsWith('/submitjob')) return { body: JSON.stringify(job) };
  return { body: JSON.stringify({ jobs: [{ ...job, status, jobQueue: 'queue', startedAt: 1 }] }) };
}

async function aServer(
  settings: Partial<Configuration>,
  clock: MovedClock = aMovedClock(),
): Promise<TwoAccounts> {
  const accounts = await twoAccounts(settings, { executionClock: clock });
  onTestFinished(() => accounts.close());
  return accounts;
}

async function aWorkflow(
  { source }: TwoAccounts,
  task: JsonObject,
  permissions: readonly JsonObject[] = [runsJobs, looksAtJobs],
): Promise<string> {
  const role = await createRole(source, 'workflow', {
    trust: [trustsService('states')],
    permissions: [...permissions, makesManagedRules],
  });
  return createStateMachine(source, 'machine', { role, states: { Call: task } });
}

/** Moves time on until `isSeen`, as polls come at intervals that grow. */
async function moveUntil(clock: MovedClock, what: string, isSeen: () => boolean): Promise<void> {
  await eventually(what, () => {
    if (isSeen()) return true;
    clock.advance(15_000);
    return undefined;
  });
}

const expired: ScriptedResponse = {
  status: 403,
  headers: { 'x-amzn-errortype': 'ExpiredTokenException' },
  body: '{"message":"The security token included in the request is expired"}',
};

const throttled: ScriptedResponse = {
  status: 429,
  headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
  body: '{"message":"Too Many Requests"}',
};

describe('a session that ends while its task runs', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAPROCESS');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('is replaced, and the job is looked at with the new one', async () => {
    let sessionCount = 0;
    const sts = await aService(() => {
      sessionCount += 1;
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      return {
        body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${sessionCount}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token-${sessionCount}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      };
    });
    onTestFinished(() => sts.close());
    let status = 'RUNNING';
    let ended = '';
    const batch = await aBatch(
      () => status,
      ({ headers }) => (headers['x-amz-security-token'] === ended ? expired : undefined),
    );
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
    vi.stubEnv('AWS_ENDPOINT_URL_BATCH', batch.url);
    const clock = aMovedClock();
    const accounts = await aServer({ targets: ['batch=aws'] }, clock);
    const execution = await startExecution(accounts.source, await aWorkflow(accounts, batchTask));
    await moveUntil(clock, 'look at the job', () => batch.looks().length > 0);
    ended = 'token-1';
    status = 'SUCCEEDED';
    await moveUntil(clock, 'look with a new session', () =>
      batch.looks().some((request) => signatureOf(request).accessKeyId === 'ASIA2'),
    );
    const { outcome } = await endOf(accounts.source, execution);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(batch.submissions()).toHaveLength(1);
    expect(sessionCount).toBe(2);
  });
});

test('a permission that is taken away while a job runs keeps its task waiting, and one that is given back ends the wait', async () => {
  let status = 'RUNNING';
  const batch = await aBatch(() => status);
  const clock = aMovedClock();
  const accounts = await aServer({ targets: [`batch=${batch.url}`] }, clock);
  const execution = await startExecution(accounts.source, await aWorkflow(accounts, batchTask));
  await moveUntil(clock, 'look at the job', () => batch.looks().length > 0);
  const denied = () =>
    accounts.audited.filter(({ action, outcome }) => action === 'batch:DescribeJobs' && outcome === 'denied');
  expect(denied()).toEqual([]);
  await setPermissions(accounts.source, 'workflow', [runsJobs]);
  status = 'SUCCEEDED';
  const looksBefore = batch.looks().length;
  await moveUntil(clock, 'look that is refused', () => denied().length > 1);
  expect(batch.looks()).toHaveLength(looksBefore);
  await setPermissions(accounts.source, 'workflow', [runsJobs, looksAtJobs]);
  await moveUntil(clock, 'look that is allowed again', () => batch.looks().length > looksBefore);
  expect((await endOf(accounts.source, execution)).outcome).toMatchObject({ status: 'SUCCEEDED' });
});

describe('an API that throttles', () => {
  test('fails the task once the SDK has tried three times, and a Retrier goes on', async () => {
    let refusals = 0;
    const batch = await aBatch(
      () => 'SUCCEEDED',
      ({ url }) => {
        if (!url.endsWith('/submitjob') || refusals >= 4) return undefined;
        refusals += 1;
        return throttled;
      },
    );
    const clock = aMovedClock();
    const accounts = await aServer({ targets: [`batch=${batch.url}`] }, clock);
    const Retry = [{ ErrorEquals: ['Batch.AWSBatchException'], IntervalSeconds: 30, MaxAttempts: 3 }];
    const execution = await startExecution(
      accounts.source,
      await aWorkflow(accounts, { ...batchTask, Retry }),
    );
    await moveUntil(clock, 'job', () => batch.looks().length > 0);
    const { outcome, events } = await endOf(accounts.source, execution);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(
      events.flatMap(({ taskFailedEventDetails: failed }) => (failed === undefined ? [] : [failed])),
    ).toMatchObject([
      { error: 'Batch.AWSBatchException', cause: expect.stringContaining('TooManyRequestsException') },
    ]);
    expect(batch.submissions()).toHaveLength(5);
  });

  test('is asked again after a job, as long as it takes', async () => {
    let isThrottling = true;
    const batch = await aBatch(
      () => 'SUCCEEDED',
      ({ url }) => (isThrottling && url.endsWith('/describejobs') ? throttled : undefined),
    );
    const clock = aMovedClock();
    const accounts = await aServer({ targets: [`batch=${batch.url}`] }, clock);
    const execution = await startExecution(accounts.source, await aWorkflow(accounts, batchTask));
    await moveUntil(clock, 'fourth look', () => batch.looks().length > 3);
    isThrottling = false;
    await moveUntil(clock, 'look that is answered', () => batch.looks().length > 6);
    expect((await endOf(accounts.source, execution)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(batch.submissions()).toHaveLength(1);
  });
});

describe('a connection that is reset after the request was sent', () => {
  test('is tried again by the SDK, with the token by which ECS knows a repetition', async () => {
    let resets = 0;
    const ecs = await aService(() => {
      resets += 1;
      return resets === 1 ? 'hang up' : { body: '{"tasks":[],"failures":[]}' };
    });
    onTestFinished(() => ecs.close());
    const accounts = await aServer({ targets: [`ecs=${ecs.url}`] });
    const machine = await aWorkflow(
      accounts,
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::ecs:runTask',
        Parameters: { TaskDefinition: 'definition', Cluster: 'cluster' },
        End: true,
      },
      [{ Action: ['ecs:RunTask', 'iam:PassRole'], Resource: '*' }],
    );
    const { outcome } = await run(accounts.source, machine);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    const tokens = ecs.requests.map(({ body }) => JSON.parse(body).clientToken);
    expect(tokens).toEqual([expect.stringMatching(/^\S+$/), tokens[0]]);
  });

  test('again and again fails the task by an error of the client', async () => {
    const sqs = await aService(() => 'hang up');
    onTestFinished(() => sqs.close());
    const accounts = await aServer({ targets: [`sqs=${sqs.url}`] });
    const machine = await aWorkflow(
      accounts,
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Parameters: { QueueUrl: `${sqs.url}/${sourceAccount}/queue`, MessageBody: 'm' },
        End: true,
      },
      [{ Action: 'sqs:SendMessage', Resource: '*' }],
    );
    const { outcome } = await run(accounts.source, machine);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'SQS.SdkClientException' });
    expect(outcome.cause).toMatch(/^Unable to execute HTTP request: /);
    expect(sqs.requests).toHaveLength(3);
  });
});

test('an answer of 300 KB fails the task by its size', async () => {
  const Value = 'a'.repeat(300 * 1024);
  const ssm = await aService(() => ({ body: JSON.stringify({ Parameter: { Name: 'p', Value } }) }));
  onTestFinished(() => ssm.close());
  const accounts = await aServer({ targets: [`ssm=${ssm.url}`] });
  const machine = await aWorkflow(
    accounts,
    {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter',
      Parameters: { Name: 'p' },
      End: true,
    },
    [{ Action: 'ssm:GetParameter', Resource: '*' }],
  );
  const { outcome, events } = await run(accounts.source, machine);
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    cause: expect.stringContaining('returned a result with a size exceeding the maximum number of bytes'),
  });
  expect(JSON.stringify(events).length).toBeLessThan(10_000);
});

test('a job of ten minutes ends its task across a restart of the server, and is submitted once', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'stepwell-trouble-'));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const clock = aMovedClock();
  const startedAt = clock.now();
  const minutes = () => (clock.now() - startedAt) / 60_000;
  const batch = await aBatch(() => (minutes() < 10 ? 'RUNNING' : 'SUCCEEDED'));
  const settings = { targets: [`batch=${batch.url}`], dataDirectory };
  const before = await twoAccounts(settings, { executionClock: clock });
  const execution = await startExecution(before.source, await aWorkflow(before, batchTask));
  await moveUntil(clock, 'four minutes', () => minutes() > 4 && batch.looks().length > 2);
  await before.close();
  const looksBefore = batch.looks().length;
  clock.advance(60_000);
  const after = await aServer(settings, clock);
  await moveUntil(clock, 'ten minutes', () => minutes() > 10 && batch.looks().length > looksBefore);
  await moveUntil(clock, 'look after the end', () => minutes() > 16);
  const { outcome, events } = await endOf(after.source, execution);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(events.filter(({ type }) => type === 'TaskSubmitted')).toHaveLength(1);
  expect(batch.submissions()).toHaveLength(1);
});
