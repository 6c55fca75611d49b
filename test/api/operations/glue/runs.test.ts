import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test as anyTest, expect } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { hasPython } from '../../../support/has-python.ts';
import {
  type Answer,
  account,
  aDirectory,
  aJobServer,
  createRole,
  eventually,
  type JobServer,
} from '../jobs/a-job-server.ts';

/** Skipped where the PATH has no python3. */
const test = anyTest.skipIf(!hasPython);

/** A server with the job `nightly`, whose script is `source`. */
async function aGlue(
  source: string,
  { directory = aDirectory(), job = {} as JsonObject, command = {} as JsonObject } = {},
): Promise<JobServer> {
  const server = await aJobServer({ directory });
  await createRole(server, 'glue-role', { services: ['glue'] });
  const script = join(directory, 'script.py');
  writeFileSync(script, source);
  await server.glue('CreateJob', {
    Name: 'nightly',
    Role: 'glue-role',
    Command: { Name: 'pythonshell', ScriptLocation: script, ...command },
    ...job,
  });
  return server;
}

async function start(server: JobServer, input: JsonObject = {}): Promise<string> {
  return (await server.glue('StartJobRun', { JobName: 'nightly', ...input })).JobRunId;
}

function runWhen(server: JobServer, RunId: string, ...states: readonly string[]): Promise<Answer> {
  return eventually(async () => {
    const { JobRun } = await server.glue('GetJobRun', { JobName: 'nightly', RunId });
    return states.includes(JobRun.JobRunState) ? JobRun : undefined;
  });
}

function ended(server: JobServer, RunId: string): Promise<Answer> {
  return runWhen(server, RunId, 'SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT');
}

const printAll = 'import json, os, sys; print(json.dumps([sys.argv[1:], dict(os.environ)]))';

test("a run hands its script the job's arguments and its own, and the role's credentials", async () => {
  const server = await aGlue(printAll, {
    job: {
      DefaultArguments: { '--mode': 'full', '--day': 'monday' },
      NonOverridableArguments: { '--table': 'orders' },
    },
  });
  const id = await start(server, { Arguments: { '--mode': 'part', '--table': 'other' } });
  expect(await ended(server, id)).toMatchObject({
    JobRunState: 'SUCCEEDED',
    Attempt: 0,
    Arguments: { '--mode': 'part', '--table': 'other' },
  });
  const [words, variables] = JSON.parse(server.logOf(`glue-${id}`));
  expect(words).toEqual(['--mode', 'part', '--day', 'monday', '--table', 'orders']);
  expect(variables.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
});

test('a Spark script is told the names of its job and run', async () => {
  const server = await aGlue(printAll, { command: { Name: 'glueetl' } });
  const id = await start(server);
  await ended(server, id);
  expect(JSON.parse(server.logOf(`glue-${id}`))[0]).toEqual(['--JOB_NAME', 'nightly', '--JOB_RUN_ID', id]);
});

test('a run that fails says how, and is announced', async () => {
  const server = await aGlue('raise SystemExit(4)');
  const id = await start(server);
  const ErrorMessage = 'Command failed with exit code 4';
  expect(await ended(server, id)).toMatchObject({ JobRunState: 'FAILED', ErrorMessage });
  await expect.poll(() => server.events).toHaveLength(1);
  expect(server.events[0]).toMatchObject({
    service: 'glue',
    detailType: 'Glue Job State Change',
    source: 'aws.glue',
    account,
    resources: [],
    detail: { jobName: 'nightly', severity: 'ERROR', state: 'FAILED', jobRunId: id, message: ErrorMessage },
  });
});

test('a run that fails is tried again as a run of its own', async () => {
  const server = await aGlue('raise SystemExit(4)', { job: { MaxRetries: 2 } });
  const id = await start(server);
  const runs = await eventually(async () => {
    const { JobRuns } = await server.glue('GetJobRuns', { JobName: 'nightly' });
    const isDone =
      JobRuns.length === 3 && JobRuns.every(({ JobRunState }: Answer) => JobRunState === 'FAILED');
    return isDone ? JobRuns : undefined;
  });
  expect(runs.map(({ Id, Attempt }: Answer) => ({ Id, Attempt }))).toEqual([
    { Id: `${id}_attempt_2`, Attempt: 2 },
    { Id: `${id}_attempt_1`, Attempt: 1 },
    { Id: id, Attempt: 0 },
  ]);
});

test.each([
  { title: 'in a bucket', location: 's3://scripts/nightly.py', message: /not from s3:/ },
  { title: 'nowhere', location: '/no/such/script.py', message: /exit code 2/ },
])('a run whose script is $title fails and says so', async ({ location, message }) => {
  const server = await aGlue('', { command: { ScriptLocation: location } });
  const run = await ended(server, await start(server));
  expect(run).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringMatching(message) });
});

test('a script may be named by its URL', async () => {
  const directory = aDirectory();
  const ScriptLocation = pathToFileURL(join(directory, 'script.py')).href;
  const server = await aGlue('print(1)', { directory, command: { ScriptLocation } });
  expect(await ended(server, await start(server))).toMatchObject({ JobRunState: 'SUCCEEDED' });
});

test('a run whose role does not trust Glue fails and says so', async () => {
  const server = await aGlue('print(1)');
  await createRole(server, 'stranger', { services: ['lambda'] });
  await server.glue('UpdateJob', {
    JobName: 'nightly',
    JobUpdate: { Role: 'stranger', Command: { Name: 'pythonshell', ScriptLocation: '/x.py' } },
  });
  expect((await ended(server, await start(server))).ErrorMessage).toMatch(/assume role permissions for Glue/);
});

test('a job has no more runs at once than it may', async () => {
  const server = await aGlue('import time; time.sleep(300)');
  const id = await start(server);
  await expect(start(server)).rejects.toMatchObject({
    code: 'ConcurrentRunsExceededException',
    message: 'Concurrent runs exceeded for nightly',
  });
  await runWhen(server, id, 'RUNNING');
  await server.glue('BatchStopJobRun', { JobName: 'nightly', JobRunIds: [id] });
  await ended(server, id);
  await start(server);
});

test('a run is stopped once, and says that it was', async () => {
  const server = await aGlue('import time; time.sleep(300)');
  const id = await start(server);
  await runWhen(server, id, 'RUNNING');
  const stop = () => server.glue('BatchStopJobRun', { JobName: 'nightly', JobRunIds: [id] });
  expect(await stop()).toEqual({ SuccessfulSubmissions: [{ JobName: 'nightly', JobRunId: id }], Errors: [] });
  expect(await ended(server, id)).toMatchObject({ JobRunState: 'STOPPED' });
  expect((await stop()).Errors[0].ErrorDetail.ErrorCode).toBe('JobRunNotInTerminatableStateException');
});

test('a run that takes longer than its minutes times out', async () => {
  const server = await aGlue('import time; time.sleep(300)', { job: { Timeout: 2 } });
  const id = await start(server);
  await runWhen(server, id, 'RUNNING');
  server.clock.advance(120_000);
  expect(await ended(server, id)).toMatchObject({ JobRunState: 'TIMEOUT' });
});

test('a run whose server ended has failed by the next start', async () => {
  const directory = aDirectory();
  const before = await aGlue('import time; time.sleep(300)', { directory });
  const id = await start(before);
  await runWhen(before, id, 'RUNNING');
  await before.close();
  const after = await aJobServer({ directory });
  expect(await ended(after, id)).toMatchObject({
    JobRunState: 'FAILED',
    ErrorMessage: 'The server that ran the job run ended.',
  });
});

test.each([
  { title: 'glue:CreateJob', actions: ['iam:PassRole'], denied: /glue:CreateJob/ },
  { title: 'iam:PassRole', actions: ['glue:CreateJob'], denied: /iam:PassRole/ },
])('a job is made only with $title', async ({ actions, denied }) => {
  const server = await aGlue('');
  await createRole(server, 'maker', { statements: [{ Action: [...actions], Resource: '*' }] });
  const Command = { Name: 'pythonshell', ScriptLocation: '/x.py' };
  const input = { Name: 'other', Role: 'glue-role', Command };
  await expect(server.glue('CreateJob', input, await server.callerAs('maker'))).rejects.toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringMatching(denied),
  });
});
