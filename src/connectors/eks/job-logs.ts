import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/failure.ts';
import { type Json, type JsonObject, parseJson, plainJson, utf8Length } from '../../base/json.ts';
import { memberAt, structuresIn } from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';
import { responseBytesMax } from '../http/endpoint-session.ts';
import { bodyText, isSuccess } from '../http/http-result.ts';
import { FieldReader, type Pairs } from '../http/read-fields.ts';
import { invalidField } from '../parameters.ts';
import { type Cluster, callCluster, failureOf, resultOf } from './cluster.ts';

/** How the logs of a job are read. */
export interface LogOptions {
  readonly isRaw: boolean;
  readonly query: Pairs;
}

/** Undefined where logs are not asked for. */
export function readLogOptions(reader: FieldReader): LogOptions | undefined {
  const options = new FieldReader(reader.object('LogOptions') ?? {});
  const isAsked = readFlag(options, 'RetrieveLogs');
  const isRaw = readFlag(options, 'RawLogs');
  const query = options.pairs('LogParameters').filter(([name]) => name !== 'container');
  reader.problems.push(...options.problems);
  return isAsked ? { isRaw, query } : undefined;
}

function readFlag(reader: FieldReader, name: string): boolean {
  const value = reader.get(name) ?? false;
  if (typeof value !== 'boolean') reader.problems.push(invalidField(name));
  return value === true;
}

export interface LoggedJob {
  readonly name: string;
  readonly namespace: string;
  readonly logOptions: LogOptions;
}

/**
 * What the containers of a job's pods wrote, by pod and container. What cannot be read has `error` and `cause` instead.
 *
 * Source: Developer Guide, "Create and manage Amazon EKS clusters with Step Functions", LogOptions.
 */
export async function readLogs(task: ConnectorTask, cluster: Cluster, job: LoggedJob): Promise<JsonObject> {
  const pods: Record<string, JsonObject> = {};
  let bytes = 0;
  let page: string | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const listed = await list(task, cluster, { path: podsPath(job), query: pageQuery(job, page) });
    if (listed instanceof Failure) return { ...problemOf(listed), pods };
    for (const { name, containers } of podsIn(listed)) {
      const logs = await Promise.all(
        containers.map(async (container) => {
          const log = await readLog(task, cluster, { ...job, pod: name, container });
          bytes += log.bytes;
          return [container, log.entry] as const;
        }),
      );
      pods[name] = { containers: Object.fromEntries(logs) };
      // The result is too large for a task already.
      if (bytes > responseBytesMax) return { pods };
    }
    page = continuationOf(listed);
    if (page === undefined) break;
  }
  return { pods };
}

/** Descriptions of so many pods are no larger than an answer may be. */
const podsPerPage = 20;

const pagesMax = 100;

function pageQuery({ name }: LoggedJob, page: string | undefined): Pairs {
  const query: Pairs = [
    ['labelSelector', `job-name=${name}`],
    ['limit', String(podsPerPage)],
  ];
  return page === undefined ? query : [...query, ['continue', page]];
}

function podsPath({ namespace }: Pick<LoggedJob, 'namespace'>): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

interface Pod {
  readonly name: string;
  readonly containers: readonly string[];
}

function podsIn(list: Json): readonly Pod[] {
  return structuresIn(memberAt(list, 'items')).flatMap((pod) => {
    const name = memberAt(pod, 'metadata.name');
    const containers = structuresIn(memberAt(pod, 'spec.containers')).flatMap((each) =>
      typeof each.name === 'string' ? [each.name] : [],
    );
    return typeof name === 'string' ? [{ name, containers }] : [];
  });
}

function continuationOf(list: Json): string | undefined {
  const token = memberAt(list, 'metadata.continue');
  return typeof token === 'string' && token !== '' ? token : undefined;
}

interface ContainerLog extends LoggedJob {
  readonly pod: string;
  readonly container: string;
}

async function readLog(
  task: ConnectorTask,
  cluster: Cluster,
  { namespace, pod, container, logOptions: { isRaw, query } }: ContainerLog,
): Promise<{ readonly entry: JsonObject; readonly bytes: number }> {
  const text = await read(task, cluster, {
    path: `${podsPath({ namespace })}/${encodeURIComponent(pod)}/log`,
    query: [['container', container], ...query],
  });
  if (text instanceof Failure) return { entry: problemOf(text), bytes: 0 };
  return { entry: { log: isRaw ? text : parsed(text) }, bytes: utf8Length(text) };
}

interface Reading {
  readonly path: string;
  readonly query: Pairs;
}

async function list(task: ConnectorTask, cluster: Cluster, reading: Reading): Promise<Json | Failure> {
  const text = await read(task, cluster, reading);
  return text instanceof Failure ? text : parsed(text);
}

async function read(task: ConnectorTask, cluster: Cluster, reading: Reading): Promise<string | Failure> {
  try {
    const response = await callCluster(task, cluster, { method: 'GET', ...reading });
    const text = isSuccess(response) ? bodyText(response) : undefined;
    if (text !== undefined) return text;
    const refusal = resultOf(response);
    assert(refusal instanceof Failure, 'a refusal, or an answer that is text');
    return refusal;
  } catch (thrown) {
    return failureOf(thrown);
  }
}

function problemOf({ error = '', cause = '' }: Failure): JsonObject {
  return { error, cause };
}

/** JSON where the whole text is that, and the text otherwise. */
function parsed(text: string): Json {
  try {
    return plainJson(parseJson(text));
  } catch {
    return text;
  }
}
