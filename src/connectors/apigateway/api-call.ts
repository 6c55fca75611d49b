import { formatArn, type Place } from '../../base/arn.ts';
import type { Failure } from '../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, jsonText } from '../../base/json.ts';
import type { HttpRequest } from '../http/endpoint-session.ts';
import { isForbiddenInApiCall } from '../http/forbidden-headers.ts';
import { headerOf } from '../http/http-result.ts';
import { withQuery } from '../http/invocation.ts';
import { FieldReader, type Pairs } from '../http/read-fields.ts';
import { invalidField, notAnObject, unusable } from '../parameters.ts';

/** What a definition asks of an API. */
export interface ApiCall {
  readonly request: HttpRequest;
  readonly authType: AuthType;
  /** What the call is to policies: `execute-api:Invoke` on `arn:…:a1b2c3/prod/GET/bills`. */
  readonly action: string;
  readonly resource: string;
}

const authTypes = ['NO_AUTH', 'IAM_ROLE', 'RESOURCE_POLICY'] as const;
type AuthType = (typeof authTypes)[number];

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;

/** Of all other methods, a body is left out. */
const methodsWithBody: ReadonlySet<string> = new Set(['PATCH', 'POST', 'PUT']);

/** Source: Developer Guide, "Create API Gateway REST APIs with Step Functions", request format. */
export function parseApiCall(parameters: Json, place: Place): ApiCall | Failure {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const reader = new FieldReader(parameters, 'apigateway:invoke');
  const host = reader.requiredText('ApiEndpoint');
  if (host !== '' && !isHost(host)) reader.problems.push(invalidField('ApiEndpoint'));
  reader.requiredText('Method');
  const method = reader.choice('Method', methods) ?? '';
  const stage = reader.text('Stage');
  const path = (reader.text('Path') ?? '').replace(/^\/+/, '');
  const query = reader.pairs('QueryParameters');
  const headers = reader.headers('Headers', isForbiddenInApiCall);
  const authType = reader.choice('AuthType', authTypes) ?? 'NO_AUTH';
  const body = methodsWithBody.has(method) ? readBody(reader) : undefined;
  if (reader.problems.length > 0) return unusable(parameters, [...new Set(reader.problems)]);
  return {
    request: {
      method,
      url: withQuery(`https://${host}${pathOf(stage, path)}`, query),
      headers: body === undefined ? headers : withContentType(headers),
      ...(body !== undefined && { body }),
    },
    authType,
    ...permissionOf({ host, stage, path, method }, place),
  };
}

/** A host, perhaps with a port, and nothing else that an address may have. */
function isHost(text: string): boolean {
  return /^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(text);
}

/** What marks a query or a fragment is part of the path here. */
function pathOf(stage: string | undefined, path: string): string {
  const segments = stage === undefined || stage === '' ? [path] : [stage, path];
  return `/${segments.join('/')}`
    .replace(/[?#]/g, encodeURIComponent)
    .replace(/(?<=.)\/$/, path === '' ? '' : '/');
}

function readBody(reader: FieldReader): string | undefined {
  const body = reader.get('RequestBody');
  const allowsNull = reader.get('AllowNullValues') === true;
  if (body === undefined || typeof body === 'string') return body;
  return jsonText(allowsNull ? body : withoutNulls(body));
}

/** Without the members that are null, at any depth. */
function withoutNulls(value: Json): Json {
  if (isJsonArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, withoutNulls(item)]),
  );
}

function withContentType(headers: Pairs): Pairs {
  return headerOf(headers, 'content-type') === undefined
    ? [['Content-Type', 'application/json'], ...headers]
    : headers;
}

interface Addressed {
  readonly host: string;
  readonly stage: string | undefined;
  readonly path: string;
  readonly method: string;
}

/** Source: API Gateway Developer Guide, "Control access to a REST API with IAM permissions". */
function permissionOf(
  { host, stage = '$default', path, method }: Addressed,
  place: Place,
): Pick<ApiCall, 'action' | 'resource'> {
  const [apiId = ''] = host.split('.');
  return {
    action: path.startsWith('@connections/') ? 'execute-api:ManageConnections' : 'execute-api:Invoke',
    resource: formatArn({
      ...place,
      service: 'execute-api',
      resource: [apiId, stage, method, path].join('/'),
    }),
  };
}
