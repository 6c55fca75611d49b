import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type RunningServer, startServer } from '../../../src/main.ts';
import { aMovedClock } from '../../cross-account/moved-clock.ts';
import {
  type Clients,
  clientsAt,
  createRole,
  createStateMachine,
  endOf,
  eventually,
  sourceAccount,
  startExecution,
  trustsService,
} from '../../cross-account/two-accounts.ts';
import { aCluster, aJob, type JobBehavior } from './a-cluster.ts';
import { createCertificates } from './certificates.ts';

const clock = aMovedClock();
const jobs = '/apis/batch/v1/namespaces/default/jobs';

let server: RunningServer;
let clients: Clients;
let cluster: Awaited<ReturnType<typeof aCluster>>;
let worker = '';
let deputy = '';
let stranger = '';
let machineCount = 0;

beforeAll(async () => {
  server = await startServer(
    {
      mode: 'start',
      host: '127.0.0.1',
      port: 0,
      dataDirectory: undefined,
      enforcement: 'enforce',
      account: sourceAccount,
      region: 'us-east-1',
      logLevel: 'silent',
      httpAllow: ['127.0.0.0/8'],
    },
    {},
    { executionClock: clock },
  );
  const { rootAccessKey } = server;
  if (rootAccessKey === undefined) throw new Error('a root key');
  clients = clientsAt(server.endpoint, rootAccessKey);
  const trust = [trustsService('states')];
  const permissions = [{ Action: 'sts:AssumeRole', Resource: '*' }];
  worker = await createRole(clients, 'worker', { trust, permissions });
  stranger = await createRole(clients, 'stranger', { trust });
  deputy = await createRole(clients, 'deputy', {
    trust: [{ Principal: { AWS: worker }, Action: 'sts:AssumeRole' }],
  });
});

afterAll(async () => {
  clients.close();
  await server.close();
});

beforeEach(async () => {
  cluster = await aCluster({ name: 'main', sts: () => server.endpoint, roles: [worker, deputy] });
});

afterEach(() => cluster.close());

interface Settings {
  readonly role?: string;
  readonly credentials?: JsonObject;
}

async function start(
  resource: string,
  parameters: JsonObject,
  { role = worker, credentials }: Settings = {},
) {
  machineCount += 1;
  const task = {
    Type: 'Task',
    Resource: `arn:aws:states:::eks:${resource}`,
    Parameters: { ...cluster.parameters, ...parameters },
    ...(credentials !== undefined && { Credentials: credentials }),
    End: true,
  };
  const machine = await createStateMachine(clients, `cluster-${machineCount}`, {
    role,
    states: { Ask: task },
  });
  return startExecution(clients, machine);
}

async function run(resource: string, parameters: JsonObject, settings?: Settings) {
  const { outcome } = await endOf(clients, await start(resource, parameters, settings));
  const { status, output, error, cause } = outcome;
  return { status, error, cause, output: output === undefined ? undefined : (JSON.parse(output) as Json) };
}

/** Runs a job to its end; its polls come as soon as it was created. */
async function runToEnd(name: string, behavior: JobBehavior, parameters: JsonObject = {}) {
  const executionArn = await start('runJob.sync', { Job: aJob(name), ...parameters });
  await submitted(executionArn);
  cluster.behave(name, behavior);
  clock.advance(60_000);
  const { outcome } = await endOf(clients, executionArn);
  return outcome;
}

function submitted(executionArn: string): Promise<JsonObject> {
  return eventually('submitted job', async () => {
    const { events = [] } = await clients.states.send(new GetExecutionHistoryCommand({ executionArn }));
    const details = events.find(({ type }) => type === 'TaskSubmitted')?.taskSubmittedEventDetails;
    return details?.output === undefined ? undefined : (JSON.parse(details.output) as JsonObject);
  });
}

describe('who calls', () => {
  const list = { Method: 'GET', Path: '/api/v1/namespaces/default/pods' };

  test('is the execution role, as STS tells the cluster', async () => {
    const { output } = await run('call', list);
    expect(output).toMatchObject({ StatusCode: 200, StatusText: 'OK', ResponseBody: { kind: 'PodList' } });
    expect(cluster.seen).toMatchObject([{ role: worker }]);
  });

  test('is the role in Credentials, where there is one', async () => {
    await run('call', list, { credentials: { RoleArn: deputy } });
    expect(cluster.seen).toMatchObject([{ role: deputy }]);
  });

  test('is nobody to a cluster of another name', async () => {
    const { error, cause } = await run('call', { ...list, ClusterName: 'other' });
    expect(error).toBe('EKS.401');
    const ResponseBody = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    };
    expect(cause).toBe(JSON.stringify({ ResponseBody, StatusCode: 401, StatusText: 'Unauthorized' }));
  });

  test('may not what the cluster does not let them', async () => {
    expect(await run('call', list, { role: stranger })).toMatchObject({ status: 'FAILED', error: 'EKS.403' });
    expect(cluster.seen).toMatchObject([{ role: stranger }]);
  });
});

test('a server with a certificate of another authority is told nothing', async () => {
  const CertificateAuthority = Buffer.from(createCertificates().authority).toString('base64');
  const { error, cause } = await run('call', { CertificateAuthority, Method: 'GET', Path: '/version' });
  expect(error).toBe('EKS.SdkClientException');
  expect(cause).toContain('certificate');
  expect(cluster.seen).toEqual([]);
});

test('a job is created, and the answer is the result', async () => {
  const { output } = await run('runJob', { Job: aJob('once'), Namespace: 'apps' });
  expect(output).toMatchObject({ StatusCode: 201, StatusText: 'Created', ResponseBody: { kind: 'Job' } });
  expect([...cluster.jobs.keys()]).toEqual(['apps/once']);
  expect(await run('runJob', { Job: JSON.stringify(aJob('once')), Namespace: 'apps' })).toMatchObject({
    error: 'EKS.409',
  });
});

describe('a task that waits for its job', () => {
  test('shows the answer of the creation, and ends with the job as it became', async () => {
    const executionArn = await start('runJob.sync', { Job: aJob('slow') });
    expect(await submitted(executionArn)).toMatchObject({ StatusCode: 201, ResponseBody: { kind: 'Job' } });
    clock.advance(10_000);
    await eventually('a look at the job', () => cluster.seen.find(({ method }) => method === 'GET'));
    cluster.behave('slow', { condition: 'Complete' });
    clock.advance(60_000);
    const { outcome } = await endOf(clients, executionArn);
    expect(JSON.parse(outcome.output ?? '')).toMatchObject({
      kind: 'Job',
      metadata: { name: 'slow' },
      status: { succeeded: 1 },
    });
    expect(new Set(cluster.seen.map(({ method, url }) => `${method} ${url}`))).toEqual(
      new Set([`POST ${jobs}`, `GET ${jobs}/slow`]),
    );
  });

  test('fails with the job as it became', async () => {
    const { error, cause } = await runToEnd('broken', { condition: 'Failed' });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({ metadata: { name: 'broken' }, status: { failed: 1 } });
  });

  const logs = {
    'pi-1': { digits: '{ "pi": 3.14 }', notes: 'a\nb\nc', waiting: undefined },
    'pi-2': { digits: '4' },
  };
  const refused = {
    error: 'EKS.400',
    cause: expect.stringContaining('container in pod \\"pi-1\\" is waiting to start'),
  };

  test.each<[string, JsonObject, unknown]>([
    [
      'parsed',
      { RetrieveLogs: true },
      {
        'pi-1': {
          containers: { digits: { log: { pi: 3.14 } }, notes: { log: 'a\nb\nc' }, waiting: refused },
        },
        'pi-2': { containers: { digits: { log: 4 } } },
      },
    ],
    [
      'raw, as far as the parameters say',
      { RetrieveLogs: true, RawLogs: true, LogParameters: { tailLines: ['2'] } },
      {
        'pi-1': {
          containers: { digits: { log: '{ "pi": 3.14 }' }, notes: { log: 'b\nc' }, waiting: refused },
        },
        'pi-2': { containers: { digits: { log: '4' } } },
      },
    ],
  ])('shows the logs %s', async (_, LogOptions, pods) => {
    const { output } = await runToEnd('pi', { condition: 'Complete', logs }, { LogOptions });
    const result: JsonObject = JSON.parse(output ?? '');
    expect(result.logs).toEqual({ pods });
    expect(result.status).toMatchObject({ succeeded: 1 });
  });

  test('shows the logs of a job that failed', async () => {
    const LogOptions = { RetrieveLogs: true };
    const { cause } = await runToEnd(
      'pi',
      { condition: 'Failed', logs: { p: { c: 'why' } } },
      { LogOptions },
    );
    expect(JSON.parse(cause ?? '')).toMatchObject({
      logs: { pods: { p: { containers: { c: { log: 'why' } } } } },
    });
  });

  test('fails when somebody deleted the job', async () => {
    const executionArn = await start('runJob.sync', { Job: aJob('gone') });
    await submitted(executionArn);
    cluster.jobs.clear();
    clock.advance(60_000);
    expect(await endOf(clients, executionArn)).toMatchObject({ outcome: { error: 'EKS.404' } });
  });

  test('deletes the job, and no other of its name, when the execution is stopped', async () => {
    const executionArn = await start('runJob.sync', { Job: aJob('stopped') });
    const { ResponseBody } = await submitted(executionArn);
    await clients.states.send(new StopExecutionCommand({ executionArn }));
    await eventually('deletion', () => (cluster.jobs.size === 0 ? true : undefined));
    const { uid } = (ResponseBody as { readonly metadata: { readonly uid: string } }).metadata;
    expect(cluster.seen.at(-1)).toMatchObject({
      method: 'DELETE',
      url: `${jobs}/stopped`,
      role: worker,
      body: { propagationPolicy: 'Background', preconditions: { uid } },
    });
  });
});
