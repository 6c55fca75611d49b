import { X509Certificate } from 'node:crypto';
import { Failure } from '../../base/failure.ts';
import { isJsonArray, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import { clientErrorOf } from '../aws-sdk/failure.ts';
import type { ConnectorTask } from '../connector.ts';
import { EndpointUnreachable, type HttpHeaders, type HttpResponse } from '../http/endpoint-session.ts';
import { bodyText, httpResult, isSuccess, resultTooLarge } from '../http/http-result.ts';
import { withQuery } from '../http/invocation.ts';
import { type FieldReader, isHeader, type Pairs } from '../http/read-fields.ts';
import { invalidField } from '../parameters.ts';

export const clientError = clientErrorOf('EKS');

/** A cluster of EKS and where its Kubernetes API is. */
export interface Cluster {
  readonly name: string;
  /** `https://…`, without a slash at its end. */
  readonly endpoint: string;
  /** In PEM. */
  readonly certificateAuthority: string;
}

/** What is asked of a cluster's API. */
export interface ClusterRequest {
  readonly method: string;
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Pairs;
  readonly body?: Json;
}

/** The parameters that say which cluster is called; of no use where the reader met problems. */
export function readCluster(reader: FieldReader): Cluster {
  const name = reader.requiredText('ClusterName');
  if (name !== '' && !isHeader(identityHeader, name)) reader.problems.push(invalidField('ClusterName'));
  const authority = reader.requiredText('CertificateAuthority');
  const endpoint = reader.requiredText('Endpoint');
  return {
    name,
    endpoint: checked(parseEndpoint, endpoint) ?? refuse(reader, 'Endpoint', endpoint),
    certificateAuthority:
      checked(parseAuthority, authority) ?? refuse(reader, 'CertificateAuthority', authority),
  };
}

function checked(parse: (text: string) => string | undefined, text: string): string | undefined {
  return text === '' ? undefined : parse(text);
}

/** A text that is missing was refused before. */
function refuse({ problems }: FieldReader, field: string, text: string): string {
  if (text !== '') problems.push(invalidField(field));
  return '';
}

/** Who the role is goes to no address that is not encrypted, and an address that names a user looks like another host. */
function parseEndpoint(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function parseAuthority(text: string): string | undefined {
  const pem = Buffer.from(text, 'base64').toString('latin1');
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    return undefined;
  }
}

/** The answer, whatever its status. Throws EndpointUnreachable. */
export async function callCluster(
  { endpoints }: Pick<ConnectorTask, 'endpoints'>,
  { name, endpoint, certificateAuthority }: Cluster,
  { method, path, query = [], body }: ClusterRequest,
): Promise<HttpResponse> {
  if (endpoints === undefined) throw new EndpointUnreachable(withoutEndpoints, 'Io');
  const identity = await endpoints.presignIdentity({ headers: [[identityHeader, name]], expiresSeconds });
  const authorization = `Bearer k8s-aws-v1.${Buffer.from(identity).toString('base64url')}`;
  const headers: HttpHeaders = [
    ['Authorization', authorization],
    // The log of a container is text.
    ['Accept', 'application/json, */*'],
    ...(body === undefined ? [] : [['Content-Type', contentTypeOf(method, body)] as const]),
  ];
  return endpoints.send({
    method,
    url: withQuery(`${endpoint}${path}`, query),
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : jsonText(body) }),
    certificateAuthority,
  });
}

const withoutEndpoints = 'No call was made, because this server calls no endpoints.';

/** Whoever answers for the cluster asks STS with this header who the caller is, so that no other cluster can. */
const identityHeader = 'x-k8s-aws-id';

/** As `aws eks get-token` has it. */
const expiresSeconds = 60;

/**
 * What Step Functions says of a patch is not known. An API server takes a list of operations as a JSON patch only, and
 * kubectl sends everything else as a strategic merge.
 */
function contentTypeOf(method: string, body: Json): string {
  if (method !== 'PATCH') return 'application/json';
  const isJsonPatch = isJsonArray(body) || (typeof body === 'string' && body.trimStart().startsWith('['));
  return isJsonPatch ? 'application/json-patch+json' : 'application/strategic-merge-patch+json';
}

/** An answer as the result of a task. Source: Developer Guide, "Create and manage Amazon EKS clusters with Step Functions". */
export function resultOf(response: HttpResponse): JsonObject | Failure {
  const text = bodyText(response);
  if (text === undefined) return new Failure(clientError, 'The response cannot be read as text.');
  const { ResponseBody = null, StatusCode = 0, StatusText = '' } = httpResult(response, text);
  const result = { ResponseBody, StatusCode, StatusText };
  return isSuccess(response) ? result : new Failure(`EKS.${response.status}`, JSON.stringify(result));
}

/** The Failure for what `callCluster` threw; anything else is thrown on. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof EndpointUnreachable)) throw thrown;
  return thrown.reason === 'TooLarge' ? resultTooLarge('eks') : new Failure(clientError, thrown.message);
}
