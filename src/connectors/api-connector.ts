import type { Place } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonText } from '../base/json.ts';
import {
  type ApiIntegration,
  type ApiRequest,
  type JobFacts,
  type JobOutcome,
  memberAt,
  presentMembers,
} from './api-integration.ts';
import { installationAdvice } from './aws-sdk/client-package.ts';
import { clientErrorOf } from './aws-sdk/failure.ts';
import { getParameters } from './catalog/catalog.ts';
import type { IntegrationParameters } from './catalog/integration.ts';
import {
  type Answer,
  type Connector,
  type ConnectorTask,
  type JobEvent,
  type ResponseMetadata,
  ServiceError,
  type Session,
} from './connector.ts';
import type { OptimizedApi } from './optimized-api.ts';
import { failureOf } from './optimized-service.ts';
import { missingField, notAnObject, unsupportedFields, unusable } from './parameters.ts';
import type { IntegrationPattern } from './pattern.ts';
import { sdkMetadata } from './sdk-metadata.ts';

/** The API of an integration's service; undefined where this installation cannot call it. */
export type OpenApi = () => Promise<OptimizedApi | undefined>;

/** Carries out an integration from its facts. */
export function createApiConnector(integration: ApiIntegration, openApi: OpenApi): Connector {
  const { resource, service, idempotencyToken, isIdempotent, job } = integration;
  const findProblems = createParameterCheck(resource);
  const clientError = clientErrorOf(service.errorPrefix);
  return {
    resource,
    patterns: patternsOf(integration),
    clientError,
    isIdempotent: () => idempotencyToken !== undefined || isIdempotent === true,
    call: async (task) => {
      const { parameters } = task;
      if (!isJsonObject(parameters)) return ended(unusable(parameters, [notAnObject]));
      const problems = findProblems(parameters);
      if (problems.length > 0) return ended(unusable(parameters, problems));
      const api = await openApi();
      if (api === undefined) return ended(new Failure(clientError, adviceFor(integration, task)));
      return call({ integration, api, task, parameters });
    },
    ...(job !== undefined && {
      poll: async ({ session }, named) => poll(await openedApi(integration, openApi), job, session, named),
      cancel: async ({ session }, named) => {
        if (job.cancel === undefined) return;
        const request = createRequest(await openedApi(integration, openApi), session);
        const { names } = readJob(named);
        const parameters = job.cancel.parameters?.(names) ?? names;
        for (const each of [parameters].flat()) await request(job.cancel.action, each);
      },
    }),
    managedRule: job?.managedRule,
    ...(job?.completionName !== undefined && { completionName: completionNameOf(job.completionName) }),
    ...(job?.ofEvent !== undefined && {
      resultOfEvent: async (event) => resultOfEvent(await openedApi(integration, openApi), job, event),
    }),
  };
}

function patternsOf({ job, takesTaskToken }: ApiIntegration): readonly IntegrationPattern[] {
  return [
    'RequestResponse',
    ...(job === undefined ? [] : (['Sync'] as const)),
    ...(takesTaskToken === true ? (['WaitForTaskToken'] as const) : []),
  ];
}

/** What is wrong with the names of parameters. The catalog is asked when the first task comes. */
function createParameterCheck(resource: string): (parameters: JsonObject) => readonly string[] {
  let known: IntegrationParameters | undefined;
  return (given) => {
    known ??= getParameters(resource);
    const { names, required } = known;
    return [
      ...unsupportedFields(given, names),
      ...required.filter((name) => !Object.hasOwn(given, name)).map(missingField),
    ];
  };
}

interface ApiCall {
  readonly integration: ApiIntegration;
  readonly api: OptimizedApi;
  readonly task: ConnectorTask;
  readonly parameters: JsonObject;
}

async function call(apiCall: ApiCall): Promise<Answer> {
  const { integration, api, task, parameters } = apiCall;
  const { action, toResult } = integration;
  try {
    const input = await inputOf(apiCall);
    if (input instanceof Failure) return ended(input);
    const { output, metadata } = await task.session.request(api.service.name, action, input);
    const decoded = api.decode(action, output);
    return answerOf(apiCall, toResult?.(decoded, parameters) ?? decoded, metadata);
  } catch (thrown) {
    return ended(failureOf(api.service, thrown));
  }
}

async function inputOf({ integration, api, task, parameters }: ApiCall): Promise<JsonObject | Failure> {
  const { action, toApi, resolve } = integration;
  const given = toApi?.(parameters, task) ?? parameters;
  const resolved = await resolve?.(given, createRequest(api, task.session));
  if (resolved instanceof Failure) return resolved;
  const problems: string[] = [];
  const input = api.encode(action, withToken(resolved ?? given, integration, task), problems);
  return problems.length === 0 ? input : unusable(parameters, problems);
}

/** The same when the very same call is repeated. */
function withToken(
  parameters: JsonObject,
  { idempotencyToken }: ApiIntegration,
  task: ConnectorTask,
): JsonObject {
  const isNeeded = idempotencyToken !== undefined && (parameters[idempotencyToken] ?? null) === null;
  return isNeeded ? { ...parameters, [idempotencyToken]: task.idempotencyKey } : parameters;
}

function answerOf(
  { integration: { job, findFailure, findRefusal }, task, parameters }: ApiCall,
  answer: JsonObject,
  metadata: ResponseMetadata,
): Answer {
  const failure = findFailure?.(answer);
  if (failure !== undefined) return ended(failure);
  const result = sorted({ ...answer, ...sdkMetadata(metadata) });
  if (task.pattern === 'RequestResponse') return ended(result);
  const refusal = findRefusal?.(result);
  if (refusal !== undefined) return ended(refusal);
  const named =
    task.pattern === 'Sync' && job !== undefined ? nameJob(job, answer, parameters, task) : undefined;
  return { type: 'Submitted', output: result, job: named };
}

/** A job as it is kept: all that later calls know of it. */
interface Job {
  readonly names: JsonObject;
  readonly place: Place;
  /** Nobody describes what is gone, so a job that ends by being gone is kept with its description. */
  readonly description: JsonObject;
}

function nameJob(
  { names, gone }: JobFacts,
  answer: JsonObject,
  parameters: JsonObject,
  { session: { partition, region, account } }: ConnectorTask,
): JsonObject {
  return {
    names: typeof names === 'function' ? names(answer) : membersAt(names, answer, parameters),
    place: { partition, region, account },
    ...(gone?.outcome === 'Succeeded' && { description: answer }),
  };
}

function membersAt(
  paths: Readonly<Record<string, string>>,
  answer: JsonObject,
  parameters: JsonObject,
): JsonObject {
  return presentMembers(
    Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [
        name,
        memberAt(answer, path) ?? memberAt(parameters, path),
      ]),
    ),
  );
}

function readJob(job: Json): Job {
  assert(isJsonObject(job) && isJsonObject(job.names) && isJsonObject(job.place), 'a job with its names');
  const { partition = '', region = '', account = '' } = job.place;
  return {
    names: job.names,
    place: { partition: String(partition), region: String(region), account: String(account) },
    description: isJsonObject(job.description) ? job.description : {},
  };
}

async function poll(
  api: OptimizedApi,
  facts: JobFacts,
  session: Session,
  named: Json,
): Promise<Json | Failure | undefined> {
  const job = readJob(named);
  const request = createRequest(api, session);
  try {
    const output = await request(facts.poll.action, facts.poll.parameters?.(job.names) ?? job.names);
    const description = descriptionIn(output, facts, job);
    if (description === undefined) throw new Error(`${api.service.label} does not describe the job`);
    return resultOf(facts, description);
  } catch (thrown) {
    const { gone } = facts;
    if (gone === undefined || !(thrown instanceof ServiceError) || thrown.code !== gone.code) throw thrown;
    // A job that is gone will never end, unlike one that cannot be looked at just now.
    return gone.outcome === 'Failed' ? failureOf(api.service, thrown) : job.description;
  }
}

function descriptionIn(output: JsonObject, { describe }: JobFacts, { names }: Job): JsonObject | undefined {
  return describe === undefined ? output : describe(output, names);
}

function resultOf(facts: JobFacts, description: JsonObject): JsonObject | Failure | undefined {
  const status = facts.statusOf(description);
  const outcome: JobOutcome | undefined =
    typeof status === 'string' && Object.hasOwn(facts.outcomes, status) ? facts.outcomes[status] : undefined;
  if (outcome === undefined) return undefined;
  const isFailure = outcome === 'Failed' || facts.outcomeOf?.(description) === 'Failed';
  return isFailure ? new Failure('States.TaskFailed', jsonText(description)) : description;
}

function resultOfEvent(
  api: OptimizedApi,
  facts: JobFacts,
  { detail, job }: JobEvent,
): JsonObject | Failure | undefined {
  const known = readJob(job);
  const told = facts.ofEvent?.(detail, known.names);
  if (told === undefined) return undefined;
  const description = descriptionIn(api.decode(facts.poll.action, told), facts, known);
  return description && resultOf(facts, description);
}

/** Calls with a definition's names. What the integration itself asks for always has the form that the API takes. */
function createRequest(api: OptimizedApi, session: Session): ApiRequest {
  return async (action, parameters) => {
    const problems: string[] = [];
    const input = api.encode(action, parameters, problems);
    assert(problems.length === 0, `parameters of ${action}, not with: ${problems.join(', ')}`);
    const { output } = await session.request(api.service.name, action, input);
    return api.decode(action, output);
  };
}

async function openedApi({ service }: ApiIntegration, openApi: OpenApi): Promise<OptimizedApi> {
  const api = await openApi();
  if (api === undefined) throw new Error(installationAdvice(service.name));
  return api;
}

function completionNameOf(nameOf: NonNullable<JobFacts['completionName']>): (job: Json) => string {
  return (job) => {
    const { names, place } = readJob(job);
    return nameOf(names, place);
  };
}

function adviceFor({ service }: ApiIntegration, { resourceArn }: ConnectorTask): string {
  return `No call was made for ${resourceArn}, because this server lacks a client. ${installationAdvice(service.name)}`;
}

function sorted(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function ended(result: JsonObject | Failure): Answer {
  return { type: 'Result', result };
}
