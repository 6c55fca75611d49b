import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateConnectionCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { optimizedServices } from '../../src/connectors/catalog/optimized.ts';
import { aMotoServer, motoProblem } from '../cross-account/a-moto-server.ts';
import { jobServices } from '../cross-account/sync-matrix-services.ts';
import {
  createEchoFunction,
  createRole,
  createStateMachine,
  endOf,
  eventually,
  rootKey,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  twoAccounts,
} from '../cross-account/two-accounts.ts';
import { hasPython } from '../support/has-python.ts';
import { aCluster } from './eks/a-cluster.ts';
import {
  activityResource,
  kept,
  madeName,
  type RunPlace,
  siteAnswer,
  type TaskRun,
  taskRuns,
  tokenOutput,
} from './integrations-page-runs.ts';
import { mapIntegrations, unsupportedReasons } from './integrations-page-unsupported.ts';

const site = createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(siteAnswer));
});
const folder = mkdtempSync(join(tmpdir(), 'stepwell-runs-'));

let accounts: TwoAccounts;
let cluster: Awaited<ReturnType<typeof aCluster>>;
let moto: Awaited<ReturnType<typeof aMotoServer>> | undefined;
let role: string;
let place: RunPlace;

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  moto = motoProblem === undefined ? await aMotoServer() : undefined;
  accounts = await twoAccounts({
    httpAllow: ['127.0.0.0/8'],
    targets: [
      `apigateway=${origin}`,
      `bedrockruntime=${origin}`,
      ...(moto === undefined ? [] : [`*=${moto.url}`]),
    ],
  });
  const { source, endpoint } = accounts;
  role = await createRole(source, 'worker', {
    trust: [
      {
        Principal: { Service: ['states', 'lambda', 'glue'].map((name) => `${name}.amazonaws.com`) },
        Action: 'sts:AssumeRole',
      },
    ],
    permissions: [{ Action: '*', Resource: '*' }],
  });
  const services = Object.values(jobServices);
  const key = rootKey(sourceAccount);
  for (const { prepare } of services)
    await prepare({ endpoint, key, region: 'us-east-1', roleArn: role, folder, clients: source });
  await createEchoFunction(source, madeName, role);
  await source.states.send(new CreateActivityCommand({ name: madeName }));
  const { ConnectionArn = '' } = await source.events.send(
    new CreateConnectionCommand({
      Name: madeName,
      AuthorizationType: 'BASIC',
      AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
    }),
  );
  const job = {
    outcome: 'succeeds',
    marker: join(folder, 'marker'),
    account: sourceAccount,
    region: 'us-east-1',
  } as const;
  cluster = await aCluster({ name: 'main', sts: () => endpoint, roles: [role] });
  cluster.behave(madeName, { condition: 'Complete' });
  const queueUrl = moto === undefined ? '' : await prepareMoto(moto);
  place = { queueUrl, site: origin, connectionArn: ConnectionArn, cluster: cluster.parameters, job };
}, 60_000);

afterAll(async () => {
  await accounts?.close();
  moto?.close();
  cluster?.close();
  site.closeAllConnections();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the table, the queue, the topic and the bucket; the queue's URL. */
async function prepareMoto({ isUp }: { readonly isUp: () => Promise<boolean> }): Promise<string> {
  await eventually('moto', async () => ((await isUp()) ? true : undefined));
  await resultOf(
    await started('aws-sdk:dynamodb:createTable', {
      TableName: madeName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const Item = { id: { S: kept.key } };
  await resultOf(await started('aws-sdk:dynamodb:putItem', { TableName: madeName, Item }));
  await resultOf(await started('aws-sdk:sns:createTopic', { Name: madeName }));
  await resultOf(await started('aws-sdk:s3:createBucket', { Bucket: madeName }));
  const object = { Bucket: madeName, Key: kept.key, Body: kept.value };
  await resultOf(await started('aws-sdk:s3:putObject', object));
  const made = await resultOf(await started('aws-sdk:sqs:createQueue', { QueueName: madeName }));
  return (made as { readonly QueueUrl: string }).QueueUrl;
}

let machineCount = 0;

async function startedStates(states: JsonObject): Promise<string> {
  machineCount += 1;
  const machine = await createStateMachine(accounts.source, `run-${machineCount}`, { role, states });
  return startExecution(accounts.source, machine);
}

/** An execution that begins with a call of `resource`. */
function started(resource: string, parameters: JsonObject): Promise<string> {
  const Resource = resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`;
  return startedStates({ Call: { Type: 'Task', Resource, Parameters: parameters, End: true } });
}

async function resultOf(executionArn: string): Promise<Json> {
  const { outcome } = await endOf(accounts.source, executionArn);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  return JSON.parse(outcome.output ?? '') as Json;
}

/** Ends the task of an execution by its token, where the task waits for that. */
async function report({ resource }: TaskRun, executionArn: string): Promise<void> {
  const { states } = accounts.source;
  const isActivity = resource === activityResource;
  if (!isActivity && !resource.endsWith('.waitForTaskToken')) return;
  const taskToken = isActivity
    ? (await states.send(new GetActivityTaskCommand({ activityArn: resource }))).taskToken
    : await tokenOf(executionArn);
  await states.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(tokenOutput) }));
}

/** What the call was given as its token, once the call was answered. */
function tokenOf(executionArn: string): Promise<string> {
  return eventually('submitted task', async () => {
    const { events = [] } = await accounts.source.states.send(
      new GetExecutionHistoryCommand({ executionArn }),
    );
    if (!events.some(({ type }) => type === 'TaskSubmitted')) return undefined;
    const scheduled = events.find(({ type }) => type === 'TaskScheduled')?.taskScheduledEventDetails;
    return /"(?:token|Value)":"([^"]+)"/.exec(scheduled?.parameters ?? '')?.[1];
  });
}

async function check(run: TaskRun): Promise<void> {
  const { resource, parameters, result } = run;
  const given = typeof parameters === 'function' ? parameters(place) : parameters;
  const executionArn = await started(resource, given);
  await report(run, executionArn);
  expect(await resultOf(executionArn)).toMatchObject(result as object);
}

/** The scripts of Glue's jobs take a python3; without one their runs are left out. */
function isEmbedded({ answerer, resource }: TaskRun): boolean {
  return answerer === 'embedded' && (hasPython || !resource.startsWith('glue:'));
}

describe('a task succeeds that calls a service of this server', () => {
  test.each(taskRuns.filter(isEmbedded))('$resource', check);
});

describe.skipIf(motoProblem !== undefined)(
  `a task succeeds that calls a service of moto (${motoProblem ?? 'found'})`,
  () => {
    test.each(taskRuns.filter(({ answerer }) => answerer === 'moto'))('$resource', check);
  },
);

describe('a task succeeds that calls an HTTP server', () => {
  test.each(taskRuns.filter(({ answerer }) => answerer === 'site'))('$resource', check);
});

describe('a task succeeds that calls the API of Kubernetes', () => {
  test.each(taskRuns.filter(({ answerer }) => answerer === 'cluster'))('$resource', check);
});

describe('what this server does not call fails and says so', () => {
  test.each(
    Object.keys(unsupportedReasons).flatMap((name) => {
      const [service = '', action = ''] = name.split(':');
      const { errorPrefix, actions } = optimizedServices[service] ?? { errorPrefix: '', actions: {} };
      const { suffixes = [], parameters = [] } = actions[action] ?? {};
      const required = parameters
        .filter((each) => each.endsWith('!'))
        .map((each) => [each.slice(0, -1), 'x']);
      return suffixes.map(
        (suffix) => [`${name}${suffix}`, errorPrefix, Object.fromEntries(required)] as const,
      );
    }),
  )('%s', async (resource, errorPrefix, parameters: JsonObject) => {
    const { outcome } = await endOf(accounts.source, await started(resource, parameters));
    expect(outcome).toMatchObject({ status: 'FAILED', error: `${errorPrefix}.SdkClientException` });
    expect(outcome.cause).toContain('No call was made, because this server has no connector');
  });

  test.each(mapIntegrations)(
    'a Map with $resource as its $field',
    async ({ resource, field, value, reason }) => {
      const executionArn = await startedStates({
        Each: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Nothing',
            States: { Nothing: { Type: 'Pass', End: true } },
          },
          [field]: { Resource: `arn:aws:states:::${resource}`, ...value },
          End: true,
        },
      });
      const { outcome } = await endOf(accounts.source, executionArn);
      expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
      expect(outcome.cause).toContain(reason);
    },
  );
});
