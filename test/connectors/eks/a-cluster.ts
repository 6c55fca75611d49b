import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { memberAt } from '../../../src/connectors/api-integration.ts';
import { createCertificates } from './certificates.ts';

export interface ClusterSettings {
  readonly name: string;
  /** Where the STS is whose word the cluster takes. */
  readonly sts: () => string;
  /** ARNs of the roles that may do anything; all others are forbidden everything. */
  readonly roles: readonly string[];
}

/** How the jobs of a name end, and what their containers write. */
export interface JobBehavior {
  readonly condition: 'Complete' | 'Failed' | undefined;
  /** By the names of pods and containers; a log that is undefined is refused. */
  readonly logs?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly role: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Json;
}

/**
 * A Kubernetes API server over TLS, as far as jobs, their pods and logs go. It asks STS who is calling, by the URL in the token,
 * as the authenticator of an EKS cluster does.
 */
export async function aCluster({ name, sts, roles }: ClusterSettings) {
  const { authority, certificate, key } = createCertificates();
  const jobs = new Map<string, JsonObject>();
  const behaviors = new Map<string, JobBehavior>();
  const seen: SeenRequest[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const role = await roleOf(request.headers.authorization);
    const { method = '', url = '' } = request;
    const body: Json = text === '' ? null : JSON.parse(text);
    seen.push({ method, url, role, contentType: request.headers['content-type'], body });
    if (role === undefined) send(response, statusObject(401, 'Unauthorized', 'Unauthorized'));
    else if (!roles.includes(role))
      send(response, statusObject(403, 'Forbidden', `User "${role}" cannot do that`));
    else route(method, new URL(url, 'https://cluster'), body, response);
  }

  async function roleOf(authorization = ''): Promise<string | undefined> {
    const [, encoded] = /^Bearer k8s-aws-v1\.([\w-]+)$/.exec(authorization) ?? [];
    const url = Buffer.from(encoded ?? '', 'base64url').toString();
    const isIdentity =
      url.startsWith(`${sts()}/?Action=GetCallerIdentity&`) &&
      url.includes('X-Amz-SignedHeaders=host%3Bx-k8s-aws-id');
    if (!isIdentity) return undefined;
    const identity = await fetch(url, { headers: { 'x-k8s-aws-id': name } });
    const [, account, role] =
      /<Arn>arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(await identity.text()) ?? [];
    return identity.ok && role !== undefined ? `arn:aws:iam::${account}:role/${role}` : undefined;
  }

  function route(method: string, url: URL, body: Json, response: ServerResponse): void {
    const [, group, namespace = '', kind, item, part] =
      /^\/(api\/v1|apis\/batch\/v1)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
        url.pathname,
      ) ?? [];
    if (group === 'apis/batch/v1' && kind === 'jobs')
      send(response, jobAnswer(method, namespace, item, body));
    else if (kind === 'pods' && item === undefined)
      send(response, { code: 200, object: podList(url.searchParams.get('labelSelector') ?? '') });
    else if (kind === 'pods' && part === 'log') sendLog(response, item ?? '', url.searchParams);
    else send(response, statusObject(404, 'NotFound', `no ${url.pathname}`));
  }

  function jobAnswer(method: string, namespace: string, item: string | undefined, body: Json): Answer {
    const named = `${namespace}/${item ?? String(memberAt(body, 'metadata.name'))}`;
    const job = jobs.get(named);
    if (method === 'POST') {
      if (job !== undefined)
        return statusObject(409, 'AlreadyExists', `jobs.batch "${named}" already exists`);
      const given = body as JsonObject & { readonly metadata: JsonObject };
      const created = {
        ...given,
        metadata: { ...given.metadata, namespace, uid: randomUUID() },
        status: {},
      };
      jobs.set(named, created);
      return { code: 201, object: created };
    }
    if (job === undefined) return statusObject(404, 'NotFound', `jobs.batch "${item}" not found`);
    if (method === 'PATCH') return { code: 200, object: { ...job, patched: body } };
    if (method !== 'DELETE') return { code: 200, object: { ...job, status: statusOf(item ?? '') } };
    const uid = memberAt(body, 'preconditions.uid');
    if (uid !== undefined && uid !== memberAt(job, 'metadata.uid'))
      return statusObject(409, 'Conflict', 'the UID in the precondition is another');
    jobs.delete(named);
    return { code: 200, object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
  }

  function statusOf(job: string): JsonObject {
    const condition = behaviors.get(job)?.condition;
    if (condition === undefined) return { active: 1, conditions: [{ type: 'Suspended', status: 'False' }] };
    const counts = condition === 'Complete' ? { succeeded: 1 } : { failed: 1 };
    return { ...counts, conditions: [{ type: condition, status: 'True' }] };
  }

  function podList(selector: string): JsonObject {
    const logs = behaviors.get(selector.replace(/^job-name=/, ''))?.logs ?? {};
    const items = Object.entries(logs).map(([pod, containers]) => ({
      metadata: { name: pod },
      spec: { containers: Object.keys(containers).map((container) => ({ name: container })) },
    }));
    return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
  }

  function sendLog(response: ServerResponse, pod: string, parameters: URLSearchParams): void {
    const containers = [...behaviors.values()].find(({ logs }) => logs?.[pod] !== undefined)?.logs?.[pod];
    const log = containers?.[parameters.get('container') ?? ''];
    if (log === undefined) {
      send(response, statusObject(400, 'BadRequest', `container in pod "${pod}" is waiting to start`));
      return;
    }
    const lines = Number(parameters.get('tailLines') ?? Number.POSITIVE_INFINITY);
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.end(log.split('\n').slice(-lines).join('\n'));
  }

  const server = createServer({ cert: certificate, key }, (request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    /** What tasks say of the cluster. */
    parameters: {
      ClusterName: name,
      CertificateAuthority: Buffer.from(authority).toString('base64'),
      Endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    seen,
    /** By `namespace/name`. */
    jobs,
    behave: (job: string, behavior: JobBehavior) => behaviors.set(job, behavior),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Answer {
  readonly code: number;
  readonly object: JsonObject;
}

function statusObject(code: number, reason: string, message: string): Answer {
  const object = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { code, object };
}

function send(response: ServerResponse, { code, object }: Answer): void {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(object));
}

/** A Job as definitions have it, with notes for whoever runs it. */
export function aJob(name: string, annotations: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { template: { spec: { containers: [{ name: 'pi', image: 'perl' }], restartPolicy: 'Never' } } },
  };
}
