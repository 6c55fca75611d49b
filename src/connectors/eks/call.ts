import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Answer, Connector, ConnectorTask } from '../connector.ts';
import { isSafe } from '../http/invoke.ts';
import { FieldReader } from '../http/read-fields.ts';
import { notAnObject, unusable } from '../parameters.ts';
import {
  type Cluster,
  type ClusterRequest,
  callCluster,
  clientError,
  failureOf,
  readCluster,
  resultOf,
} from './cluster.ts';

const resource = 'eks:call';

/** Source: Developer Guide, "Create and manage Amazon EKS clusters with Step Functions", Call. */
export const callKubernetes: Connector = {
  resource,
  patterns: ['RequestResponse', 'WaitForTaskToken'],
  clientError,
  isIdempotent: ({ parameters }) => isJsonObject(parameters) && isSafe(parameters.Method),
  call: async (task): Promise<Answer> => {
    const result = await call(task);
    if (task.pattern === 'RequestResponse' || result instanceof Failure) return { type: 'Result', result };
    return { type: 'Submitted', output: result, job: undefined };
  },
};

async function call(task: ConnectorTask): Promise<JsonObject | Failure> {
  const parsed = parseCall(task.parameters);
  if (parsed instanceof Failure) return parsed;
  try {
    return resultOf(await callCluster(task, parsed.cluster, parsed.request));
  } catch (thrown) {
    return failureOf(thrown);
  }
}

interface ClusterCall {
  readonly cluster: Cluster;
  readonly request: ClusterRequest;
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH'] as const;

function parseCall(parameters: Json): ClusterCall | Failure {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const reader = new FieldReader(parameters, resource);
  const cluster = readCluster(reader);
  reader.requiredText('Method');
  const method = reader.choice('Method', methods) ?? '';
  const path = reader.requiredText('Path');
  const query = reader.pairs('QueryParameters');
  const body = isSafe(method) ? undefined : reader.get('RequestBody');
  if (reader.problems.length > 0) return unusable(parameters, [...new Set(reader.problems)]);
  return { cluster, request: { method, path: pathOf(path), query, ...(body !== undefined && { body }) } };
}

/** What marks a query or a fragment is part of the path here. */
function pathOf(path: string): string {
  return `/${path.replace(/^\/+/, '')}`.replace(/[?#]/g, encodeURIComponent);
}
