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
import { aMotoServer, motoProblem } from '../cross-account/a-moto-server.ts';
import { jobServices } from '../cross-account/sync-matrix-services.ts';
import {
  type Clients,
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
import { type MapRun, mapRuns, sourceObjects } from './integrations-page-map-runs.ts';
import {
  type Answerer,
  activityResource,
  kept,
  madeName,
  type RunPlace,
  siteAnswer,
  type TaskRun,
  taskRuns,
  tokenOutput,
} from './integrations-page-runs.ts';

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
let motoPlace: RunPlace;

/** There everything that keeps data is moto's. */
const motoRegion = 'us-west-2';
let motoClients: Clients;

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  moto = motoProblem === undefined ? await aMotoServer() : undefined;
  accounts = await twoAccounts({
    httpAllow: ['127.0.0.0/8'],
    targets: [
      `apigateway=${origin}`,
      `bedrockruntime=${origin}`,
      ...(moto === undefined ? [] : [`${motoRegion}/*=${moto.url}`]),
    ],
  });
  const { source, endpoint } = accounts;
  motoClients = accounts.clientsFor(rootKey(sourceAccount), motoRegion);
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
  const made = { site: origin, connectionArn: ConnectionArn, cluster: cluster.parameters, job };
  place = { ...made, region: 'us-east-1', queueUrl: await prepareData(source) };
  if (moto === undefined) return;
  await eventually('moto', async () => ((await moto?.isUp()) ? true : undefined));
  motoPlace = { ...made, region: motoRegion, queueUrl: await prepareData(motoClients) };
}, 60_000);

afterAll(async () => {
  await accounts?.close();
  moto?.close();
  cluster?.close();
  site.closeAllConnections();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the table, the queue, the topic and the bucket by tasks; the queue's URL. */
async function prepareData(clients: Clients): Promise<string> {
  const make = async (resource: string, parameters: JsonObject) =>
    resultOf(clients, await started(clients, resource, parameters));
  await make('aws-sdk:dynamodb:createTable', {
    TableName: madeName,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await make('aws-sdk:dynamodb:putItem', { TableName: madeName, Item: { id: { S: kept.key } } });
  await make('aws-sdk:sns:createTopic', { Name: madeName });
  const CreateBucketConfiguration = { LocationConstraint: motoRegion };
  await make('aws-sdk:s3:createBucket', {
    Bucket: madeName,
    ...(clients === motoClients ? { CreateBucketConfiguration } : {}),
  });
  for (const [Key, Body] of Object.entries({ ...sourceObjects, [kept.key]: kept.value }))
    await make('aws-sdk:s3:putObject', { Bucket: madeName, Key, Body });
  const made = await make('aws-sdk:sqs:createQueue', { QueueName: madeName });
  return (made as { readonly QueueUrl: string }).QueueUrl;
}

let machineCount = 0;

async function startedStates(clients: Clients, states: JsonObject): Promise<string> {
  machineCount += 1;
  const machine = await createStateMachine(clients, `run-${machineCount}`, { role, states });
  return startExecution(clients, machine);
}

/** An execution that begins with a call of `resource`. */
function started(clients: Clients, resource: string, parameters: JsonObject): Promise<string> {
  const Resource = resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`;
  return startedStates(clients, { Call: { Type: 'Task', Resource, Parameters: parameters, End: true } });
}

async function resultOf(clients: Clients, executionArn: string): Promise<Json> {
  const { outcome } = await endOf(clients, executionArn);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  return JSON.parse(outcome.output ?? '') as Json;
}

function clientsOf(answerer: Answerer): Clients {
  return answerer === 'moto' ? motoClients : accounts.source;
}

/** Ends the task of an execution by its token, where the task waits for that. */
async function report({ resource, answerer }: TaskRun, executionArn: string): Promise<void> {
  const { states } = clientsOf(answerer);
  const isActivity = resource === activityResource;
  if (!isActivity && !resource.endsWith('.waitForTaskToken')) return;
  const taskToken = isActivity
    ? (await states.send(new GetActivityTaskCommand({ activityArn: resource }))).taskToken
    : await tokenOf(states, executionArn);
  await states.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(tokenOutput) }));
}

/** What the call was given as its token, once the call was answered. */
function tokenOf(states: Clients['states'], executionArn: string): Promise<string> {
  return eventually('submitted task', async () => {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
    if (!events.some(({ type }) => type === 'TaskSubmitted')) return undefined;
    const scheduled = events.find(({ type }) => type === 'TaskScheduled')?.taskScheduledEventDetails;
    return /"(?:token|Value)":"([^"]+)"/.exec(scheduled?.parameters ?? '')?.[1];
  });
}

async function check(run: TaskRun): Promise<void> {
  const { resource, answerer, parameters, result } = run;
  const clients = clientsOf(answerer);
  const runPlace = answerer === 'moto' ? motoPlace : place;
  const given = typeof parameters === 'function' ? parameters(runPlace) : parameters;
  const executionArn = await started(clients, resource, given);
  await report(run, executionArn);
  expect(await resultOf(clients, executionArn)).toMatchObject(result as object);
}

/** The Map Runs whose objects are at `answerer`. */
function testMapRuns(answerer: Answerer): void {
  const meant = mapRuns.filter(({ answerers }) => answerers.includes(answerer));
  test.each(meant)('a Map with $resource as its $field gives $result', async ({ states, result }: MapRun) => {
    const clients = clientsOf(answerer);
    const given = await resultOf(clients, await startedStates(clients, states));
    expect(given).toMatchObject(result as object);
  });
}

/** The scripts of Glue's jobs take a python3; without one their runs are left out. */
function isEmbedded({ answerer, resource }: TaskRun): boolean {
  return answerer === 'embedded' && (hasPython || !resource.startsWith('glue:'));
}

describe('a task succeeds that calls a service of this server', () => {
  test.each(taskRuns.filter(isEmbedded))('$resource', check);
  testMapRuns('embedded');
});

describe.skipIf(motoProblem !== undefined)(
  `a task succeeds that calls a service of moto (${motoProblem ?? 'found'})`,
  () => {
    test('the queue is at moto, and the other one at this server', () => {
      expect(motoPlace.queueUrl.startsWith(moto?.url ?? 'none')).toBe(true);
      expect(place.queueUrl.startsWith(accounts.endpoint)).toBe(true);
    });
    test.each(taskRuns.filter(({ answerer }) => answerer === 'moto'))('$resource', check);
    testMapRuns('moto');
  },
);

describe('a task succeeds that calls an HTTP server', () => {
  test.each(taskRuns.filter(({ answerer }) => answerer === 'site'))('$resource', check);
});

describe('a task succeeds that calls the API of Kubernetes', () => {
  test.each(taskRuns.filter(({ answerer }) => answerer === 'cluster'))('$resource', check);
});
