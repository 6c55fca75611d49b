import { isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import { type ConnectionParts, plainPairs } from './connection.ts';
import type { HttpRequest } from './endpoint-session.ts';
import { headerOf } from './http-result.ts';
import { type Invocation, withQuery } from './invocation.ts';
import { encodePairs, mergePairs, type Pairs } from './read-fields.ts';
import { urlEncode } from './url-encode.ts';

/**
 * The request that an invocation and its connection make together: of what both name, the connection's counts.
 *
 * Undefined where the connection adds to a body that is not an object. Source: Developer Guide, "Call HTTPS APIs in Step
 * Functions workflows", merging EventBridge connection and HTTP Task definition data.
 */
export function composeRequest(
  invocation: Invocation,
  connection: ConnectionParts,
  region: string,
): HttpRequest | undefined {
  const body = mergedBody(invocation.body, connection);
  if (body === 'unmergeable') return undefined;
  const query = mergePairs(invocation.query, plainPairs(connection.query));
  return {
    method: invocation.method,
    url: withQuery(ownQuery(invocation.url, connection), query),
    headers: headersOf(invocation, connection, { region, hasBody: body !== undefined }),
    ...(body !== undefined && { body: encodedBody(body, invocation) }),
  };
}

function mergedBody(body: Json | undefined, connection: ConnectionParts): Json | undefined | 'unmergeable' {
  if (connection.body.length === 0) return body;
  if (body !== undefined && !isJsonObject(body)) return 'unmergeable';
  return { ...body, ...Object.fromEntries(plainPairs(connection.body)) } satisfies JsonObject;
}

/** The endpoint without those parameters of its own that the connection overrides. */
function ownQuery(url: URL, { query }: ConnectionParts): string {
  if (!query.some(({ name }) => url.searchParams.has(name))) return url.href;
  const rest = mergePairs([...url.searchParams], plainPairs(query)).slice(0, -query.length);
  const address = new URL(url);
  address.search = encodePairs(rest);
  return address.href;
}

function headersOf(
  { headers, urlEncoded }: Invocation,
  connection: ConnectionParts,
  { region, hasBody }: { readonly region: string; readonly hasBody: boolean },
): Pairs {
  const merged = mergePairs(headers, plainPairs(connection.headers), { ignoresCase: true });
  const hasType = headerOf(merged, 'content-type') !== undefined;
  const type = urlEncoded === undefined ? jsonContentType : 'application/x-www-form-urlencoded';
  return mergePairs(hasBody && !hasType ? [['Content-Type', type], ...merged] : merged, ownHeaders(region), {
    ignoresCase: true,
  });
}

export const jsonContentType = 'application/json; charset=UTF-8';

/** What Step Functions says of itself. Source: as above, Headers. */
function ownHeaders(region: string): Pairs {
  return [
    ['Range', 'bytes=0-262144'],
    ['User-Agent', `Amazon|StepFunctions|HttpInvoke|${region}`],
  ];
}

function encodedBody(body: Json, { urlEncoded }: Invocation): string {
  if (typeof body === 'string') return body;
  return urlEncoded !== undefined && isJsonObject(body) ? urlEncode(body, urlEncoded) : jsonText(body);
}
