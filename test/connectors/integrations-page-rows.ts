import { readdirSync, readFileSync } from 'node:fs';
import { apiModels, type StringShape } from '../../src/api/model/model.ts';
import { parseTaskResource } from '../../src/asl/resource.ts';
import { Failure } from '../../src/base/failure.ts';
import type { JobFacts } from '../../src/connectors/api-integration.ts';
import { apiIntegrations } from '../../src/connectors/api-integrations.ts';
import { clientPackageName } from '../../src/connectors/aws-sdk/client-names.ts';
import { createInvokeHarness, harnessClient } from '../../src/connectors/bedrockagentcore/invoke-harness.ts';
import { optimizedServices } from '../../src/connectors/catalog/optimized.ts';
import { type Connector, ServiceError } from '../../src/connectors/connector.ts';
import { runJob } from '../../src/connectors/eks/run-job.ts';
import { createConnectors } from '../../src/connectors/index.ts';
import { findSdkName } from '../../src/runtime/targets/parse-targets.ts';
import { resources as crossAccountResources, taskOf } from '../cross-account/matrix-cases.ts';
import { type JobService, jobServices } from '../cross-account/sync-matrix-services.ts';
import {
  aConnectorTask,
  aScriptedSession,
  type RecordedRequest,
  requestId,
  type ScriptedAnswer,
} from './a-connector-task.ts';
import { harnessParameters } from './bedrockagentcore/a-harness-task.ts';
import { jobAsked } from './eks/job-asked.ts';
import { type MapRun, mapRuns } from './integrations-page-map-runs.ts';
import { type Answerer, activityResource, functionResource, taskRuns } from './integrations-page-runs.ts';
import { loadModel } from './models/load-model.ts';

/** One integration in one pattern: what it takes on this server, and which tests there are of it. */
export interface IntegrationRow {
  /** The section it belongs to. */
  readonly service: string;
  /** `athena:startQueryExecution.sync`, or the form of an ARN. */
  readonly task: string;
  readonly call: IntegrationCall | undefined;
  /** Of `.sync`. */
  readonly job: JobRow | undefined;
  readonly checks: readonly Check[];
}

export interface IntegrationCall {
  /** As `aws-sdk:` resources and `--target` name it. */
  readonly service: string;
  /** The API's name. */
  readonly action: string;
  readonly client: Client;
}

/** What makes the calls of a service; `Own` for those that this server answers itself. */
export interface Client {
  readonly type: 'Own' | 'Included' | 'ToInstall';
  readonly packageName: string;
}

/** How a task that waits for a job learns of its end, and what is done when it is not to wait any more. */
export interface JobRow {
  readonly poll: string;
  readonly succeeded: readonly string[];
  /** Whether a status that is a success may still be a failure by what else the description says. */
  readonly isDescriptionAsked: boolean;
  readonly failed: readonly string[];
  /** What becomes of the task when the service says that there is no such job. */
  readonly gone: string | undefined;
  readonly managedRule: string | undefined;
  /** Whether this server hears the events that the rule matches. */
  readonly isHeard: boolean;
  readonly cancel: string | undefined;
}

export type Check = Answerer | 'contract' | 'ways' | 'accounts';

const packageFile = new URL('../../package.json', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
/** The clients that are there wherever this server is. */
export const includedClients = Object.keys(dependencies).filter((name) =>
  name.startsWith('@aws-sdk/client-'),
);

/** The services that this server answers itself, as `aws-sdk:` resources name them. */
export const ownServices = Object.keys(apiModels)
  .map(findSdkName)
  .filter((name) => name !== undefined);

const connectors = createConnectors(apiModels);
const integrationsByResource = new Map(apiIntegrations.map((each) => [each.resource, each] as const));

/** All of them, in the order of the catalog; what is no optimized integration comes last. */
export async function integrationRows(): Promise<readonly IntegrationRow[]> {
  const rows: IntegrationRow[] = [];
  for (const [service, { actions }] of Object.entries(optimizedServices))
    for (const [action, { suffixes }] of Object.entries(actions))
      for (const suffix of suffixes) rows.push(await optimizedRow(service, action, suffix));
  return [...rows, ...(await otherRows())];
}

async function optimizedRow(service: string, action: string, suffix: string): Promise<IntegrationRow> {
  const task = `${service}:${action}${suffix}`;
  const connector = findConnector(`arn:aws:states:::${task}`);
  const job = suffix.startsWith('.sync') ? await jobRow(connector) : undefined;
  return { service, task, call: await callOf(connector), job, checks: checksOf(task) };
}

async function otherRows(): Promise<readonly IntegrationRow[]> {
  const row = { job: undefined, call: undefined };
  const functionCall = await callOf(findConnector(functionResource));
  return [
    {
      service: 'ARNs',
      task: placed(functionResource),
      ...row,
      call: functionCall,
      checks: checksOf(functionResource),
    },
    { service: 'ARNs', task: placed(activityResource), ...row, checks: checksOf(activityResource) },
    ...['', '.waitForTaskToken'].map((suffix) => ({
      service: 'aws-sdk',
      task: `aws-sdk:SERVICE:ACTION${suffix}`,
      ...row,
      checks: answerersOf((resource) => resource.startsWith('aws-sdk:') && suffixOf(resource) === suffix),
    })),
    ...mapRows(),
  ];
}

function mapRows(): readonly IntegrationRow[] {
  const tasks = [...new Set(mapRuns.map(asMapTask))];
  return tasks.map((task) => {
    const runs = mapRuns.filter((run) => asMapTask(run) === task);
    const [{ resource } = { resource: '' }] = runs;
    const [service = '', action = ''] = resource.split(':');
    return {
      service: 'Distributed Map',
      task,
      call: { service, action: `${action[0]?.toUpperCase()}${action.slice(1)}`, client: clientOf(service) },
      job: undefined,
      checks: [...new Set(runs.flatMap(({ answerers }) => answerers))],
    };
  });
}

function asMapTask({ resource, field }: MapRun): string {
  return `${resource} as ${field}`;
}

/** `resource` without the place and the name that tests give it. */
function placed(resource: string): string {
  const [arn, partition, service, , , kind] = resource.split(':');
  return [arn, partition, service, 'REGION', 'ACCOUNT', kind, 'NAME'].join(':');
}

function suffixOf(resource: string): string {
  return /\..*$/.exec(resource)?.[0] ?? '';
}

/** Without its client, that of a harness asks nobody; the tests have the model that it takes from there. */
const invokeHarness = createInvokeHarness(loadModel);

function findConnector(arn: string): Connector {
  if (arn.endsWith(harnessClient.resource)) return invokeHarness;
  const resource = parseTaskResource(arn);
  const connector = resource && connectors.find(resource);
  if (connector === undefined) throw new Error(`no connector for ${arn}`);
  return connector;
}

/** Undefined where the call is no AWS API's. */
async function callOf(connector: Connector): Promise<IntegrationCall | undefined> {
  const integration = integrationsByResource.get(connector.resource);
  const made =
    integration === undefined
      ? await firstRequest(connector)
      : { service: integration.service.name, action: integration.action };
  if (made === undefined) return undefined;
  const service = findSdkName(made.service) ?? made.service;
  return { service, action: made.action, client: clientOf(service) };
}

/** What a connector that is not made of facts asks of its service first, with the parameters that its run has. */
async function firstRequest({ resource, call }: Connector): Promise<RecordedRequest | undefined> {
  const runOf = resource === 'lambda:function' ? functionResource : resource;
  const isHarness = resource === harnessClient.resource;
  const parameters = isHarness
    ? harnessParameters
    : taskRuns.find((run) => run.resource === runOf)?.parameters;
  const { session, requests } = aScriptedSession();
  const task = aConnectorTask({
    session,
    parameters: typeof parameters === 'object' ? parameters : {},
    resourceArn: functionResource,
  });
  // The script holds no answer: what is asked is all that is wanted.
  await call(task).catch(() => undefined);
  return requests[0];
}

export function clientOf(service: string): Client {
  const packageName = clientPackageName(service);
  if (ownServices.includes(service)) return { type: 'Own', packageName };
  return { type: includedClients.includes(packageName) ? 'Included' : 'ToInstall', packageName };
}

async function jobRow(connector: Connector): Promise<JobRow> {
  const facts = integrationsByResource.get(connector.resource)?.job;
  return {
    ...(facts === undefined ? await askedOf(connector) : toldBy(facts)),
    managedRule: connector.managedRule?.name,
    isHeard: connector.completionName !== undefined,
  };
}

type Asked = Omit<JobRow, 'managedRule' | 'isHeard'>;

function toldBy({ poll, outcomes, outcomeOf, gone, cancel }: JobFacts): Asked {
  const statuses = (wanted: string) => Object.keys(outcomes).filter((status) => outcomes[status] === wanted);
  return {
    poll: poll.action,
    succeeded: statuses('Succeeded'),
    isDescriptionAsked: outcomeOf !== undefined,
    failed: statuses('Failed'),
    gone: gone?.outcome,
    cancel: cancel?.action,
  };
}

/** What the connectors of Kubernetes jobs and of nested executions ask, and what they make of the answers. */
async function askedOf({ resource, poll, cancel }: Connector): Promise<Asked> {
  if (resource === runJob.resource) return jobAsked();
  const { enum: statuses = [] } = apiModels.states.shapes.ExecutionStatus as StringShape;
  const ask = async (answer: ScriptedAnswer) => {
    const { session, requests } = aScriptedSession(answer, {});
    const task = aConnectorTask({ session, syncVersion: 2 });
    const result = await poll?.(task, childArn);
    await cancel?.(task, childArn);
    return { isFailure: result instanceof Failure, isEnded: result !== undefined, requests };
  };
  const refusal = { code: 'ExecutionDoesNotExist', status: 400, requestId };
  const { requests, isFailure } = await ask(new ServiceError('No.', refusal));
  const asked = await Promise.all(
    statuses.map(async (status) => ({ status, ...(await ask({ status, output: '{}' })) })),
  );
  const ended = asked.filter(({ isEnded }) => isEnded);
  return {
    poll: requests[0]?.action ?? '',
    succeeded: ended.filter((each) => !each.isFailure).map(({ status }) => status),
    isDescriptionAsked: false,
    failed: ended.filter((each) => each.isFailure).map(({ status }) => status),
    gone: isFailure ? 'Failed' : undefined,
    cancel: requests[1]?.action,
  };
}

const childArn = 'arn:aws:states:us-east-1:111111111111:execution:child:1';

function checksOf(task: string): readonly Check[] {
  const [name = ''] = task.split('.');
  const service = integrationsByResource.get(name)?.service.name;
  const services: readonly JobService[] = Object.values(jobServices);
  return [
    ...answerersOf((resource) => resource === task),
    ...(contracts.has(service ?? name) ? (['contract'] as const) : []),
    ...(services.some(({ resource }) => `${resource}.sync` === task) ? (['ways'] as const) : []),
    ...(crossAccountTasks.has(placedName(task)) ? (['accounts'] as const) : []),
  ];
}

function answerersOf(isMeant: (resource: string) => boolean): readonly Answerer[] {
  return [...new Set(taskRuns.filter(({ resource }) => isMeant(resource)).map(({ answerer }) => answerer))];
}

/** Function ARNs count as one, whichever account and function they name. */
function placedName(task: string): string {
  return task.startsWith('arn:') ? placed(task) : task;
}

const crossAccountTasks: ReadonlySet<string> = new Set(
  crossAccountResources.map((resource) => {
    const { Resource } = taskOf(resource, 'echo');
    return placedName(String(Resource).replace('arn:aws:states:::', ''));
  }),
);

/**
 * The services that have a contract test, as sessions name them. Such a test leaves out none of its service's integrations
 * and patterns, or fails.
 */
const contracts: ReadonlySet<string> = new Set(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .map((source) => /testContract\(\{\s+prefix: '[\w-]+',\s+service: '(\w+)'/.exec(source)?.[1])
    .filter((service) => service !== undefined)
    // Its contract is its own, since its answer is a stream.
    .concat(harnessClient.resource),
);
