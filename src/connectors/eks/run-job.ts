import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { memberAt, structuresIn } from '../api-integration.ts';
import type { Answer, Connector, ConnectorTask } from '../connector.ts';
import { FieldReader } from '../http/read-fields.ts';
import { invalidField, missingField, notAnObject, unusable } from '../parameters.ts';
import { type Cluster, callCluster, clientError, failureOf, readCluster, resultOf } from './cluster.ts';
import { type LogOptions, readLogOptions, readLogs } from './job-logs.ts';

const resource = 'eks:runJob';

/** Source: Developer Guide, "Create and manage Amazon EKS clusters with Step Functions", RunJob. */
export const runJob: Connector = {
  resource,
  patterns: ['RequestResponse', 'Sync', 'WaitForTaskToken'],
  clientError,
  // The same job again is refused, or is another one where the cluster chooses its name.
  isIdempotent: () => false,
  call: create,
  poll,
  cancel,
};

interface JobRequest {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** The Job, or its JSON text. */
  readonly job: Json;
  readonly logOptions: LogOptions | undefined;
}

function parseParameters(parameters: Json): JobRequest | Failure {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const reader = new FieldReader(parameters, resource);
  const cluster = readCluster(reader);
  const namespace = reader.text('Namespace') ?? 'default';
  const job = reader.get('Job') ?? null;
  if (!Object.hasOwn(parameters, 'Job')) reader.problems.push(missingField('Job'));
  else if (!isJsonObject(job) && typeof job !== 'string') reader.problems.push(invalidField('Job'));
  const logOptions = readLogOptions(reader);
  if (reader.problems.length > 0) return unusable(parameters, [...new Set(reader.problems)]);
  return { cluster, namespace, job, logOptions };
}

async function create(task: ConnectorTask): Promise<Answer> {
  const request = parseParameters(task.parameters);
  if (request instanceof Failure) return { type: 'Result', result: request };
  const { cluster, namespace, job } = request;
  const result = await answerOf(() =>
    callCluster(task, cluster, { method: 'POST', path: jobsPath(namespace), body: job }),
  );
  if (task.pattern === 'RequestResponse' || result instanceof Failure) return { type: 'Result', result };
  if (task.pattern === 'WaitForTaskToken') return { type: 'Submitted', output: result, job: undefined };
  const created = memberAt(result.ResponseBody, 'metadata');
  const name = isJsonObject(created) ? created.name : undefined;
  if (!isJsonObject(created) || typeof name !== 'string')
    return { type: 'Result', result: new Failure(clientError, 'The response names no job.') };
  const uid = typeof created.uid === 'string' ? { uid: created.uid } : {};
  return { type: 'Submitted', output: result, job: { name, namespace, ...uid } };
}

async function answerOf(call: () => ReturnType<typeof callCluster>): Promise<JsonObject | Failure> {
  try {
    return resultOf(await call());
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** The job as Kubernetes describes it, with its logs, once it has ended. */
async function poll(task: ConnectorTask, job: Json): Promise<Json | Failure | undefined> {
  const request = parseParameters(task.parameters);
  assert(!(request instanceof Failure), 'the parameters that a job was submitted with');
  const { cluster, logOptions } = request;
  const named = readJob(job);
  const response = await callCluster(task, cluster, { method: 'GET', path: pathOf(named) });
  const answer = resultOf(response);
  // Nobody knows any more how it ended.
  if (answer instanceof Failure && response.status === 404) return answer;
  if (answer instanceof Failure) throw new Error(`${answer.error}: ${answer.cause}`);
  const { ResponseBody: found } = answer;
  if (!isJsonObject(found)) throw new Error('The response is no job.');
  if (isAnother(found, named)) return new Failure('EKS.404', `The job ${named.name} was deleted.`);
  const outcome = outcomeOf(found);
  if (outcome === undefined) return undefined;
  const logs = logOptions && (await readLogs(task, cluster, { ...named, logOptions }));
  const result = logs === undefined ? found : { ...found, logs };
  return outcome === 'Complete' ? result : new Failure('States.TaskFailed', JSON.stringify(result));
}

/** Whether a job has the name that is not the one that was created. */
function isAnother(found: JsonObject, { uid }: CreatedJob): boolean {
  const foundUid = memberAt(found, 'metadata.uid');
  return uid !== undefined && foundUid !== undefined && foundUid !== uid;
}

/** Source: Kubernetes API, JobStatus: a job is finished once one of these conditions is true. */
function outcomeOf(job: JsonObject): 'Complete' | 'Failed' | undefined {
  const conditions = structuresIn(memberAt(job, 'status.conditions'));
  const isTrue = (type: string) => conditions.some((each) => each.type === type && each.status === 'True');
  if (isTrue('Complete')) return 'Complete';
  return isTrue('Failed') ? 'Failed' : undefined;
}

/** Deletes the job, and with it its pods. */
async function cancel(task: ConnectorTask, job: Json): Promise<void> {
  const request = parseParameters(task.parameters);
  assert(!(request instanceof Failure), 'the parameters that a job was submitted with');
  const named = readJob(job);
  const response = await callCluster(task, request.cluster, {
    method: 'DELETE',
    path: pathOf(named),
    body: {
      propagationPolicy: 'Background',
      // Another job may have the name by now.
      ...(named.uid !== undefined && { preconditions: { uid: named.uid } }),
    },
  });
  const answer = resultOf(response);
  const isGone = response.status === 404 || response.status === 409;
  if (answer instanceof Failure && !isGone) throw new Error(`${answer.error}: ${answer.cause}`);
}

/** What is remembered of a job. */
export interface CreatedJob {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string | undefined;
}

function readJob(job: Json): CreatedJob {
  assert(isJsonObject(job), 'an object as the job');
  const { name, namespace, uid } = job;
  assert(typeof name === 'string' && typeof namespace === 'string', 'a name and a namespace of the job');
  return { name, namespace, uid: typeof uid === 'string' ? uid : undefined };
}

function jobsPath(namespace: string): string {
  return `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs`;
}

function pathOf({ name, namespace }: CreatedJob): string {
  return `${jobsPath(namespace)}/${encodeURIComponent(name)}`;
}
