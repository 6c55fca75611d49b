import { createHmac, hash } from 'node:crypto';
import type { HttpHeaders, HttpRequest } from '../../connectors/http/endpoint-session.ts';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SigningScope {
  readonly region: string;
  /** `execute-api`. */
  readonly service: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The request with the headers that sign it. Host, content type, date and session token are signed, and the body.
 *
 * Source: IAM User Guide, "Create a signed AWS API request".
 */
export function signRequest(
  request: HttpRequest,
  credentials: SigningCredentials,
  scope: SigningScope,
): HttpRequest {
  const url = new URL(request.url);
  const { accessKeyId, sessionToken } = credentials;
  const time = basicTime(scope.at);
  const added: [string, string][] = [['X-Amz-Date', time]];
  if (sessionToken !== undefined) added.push(['X-Amz-Security-Token', sessionToken]);
  const type = request.headers.filter(([name]) => name.toLowerCase() === 'content-type');
  const signed = signedHeaders([['host', url.host], ...type, ...added]);
  const names = namesOf(signed);
  const signature = signatureOf(
    { method: request.method, url, headers: signed, body: request.body ?? '' },
    credentials,
    scope,
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeText(scope)}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...request, headers: [...request.headers, ...added, ['Authorization', authorization]] };
}

/**
 * A URL that may be read until it expires by whoever has it and sends its headers.
 *
 * Source: IAM User Guide, "Create a signed AWS API request", adding the signature to the query string.
 */
export function presignUrl(
  { url: address, headers }: Pick<HttpRequest, 'url' | 'headers'>,
  credentials: SigningCredentials,
  scope: SigningScope & { readonly expiresSeconds: number },
): string {
  const url = new URL(address);
  const signed = signedHeaders([['host', url.host], ...headers]);
  const { accessKeyId, sessionToken } = credentials;
  const added = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scopeText(scope)}`,
    'X-Amz-Date': basicTime(scope.at),
    'X-Amz-Expires': String(scope.expiresSeconds),
    'X-Amz-SignedHeaders': namesOf(signed),
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
  };
  for (const [name, value] of Object.entries(added)) url.searchParams.append(name, value);
  const signature = signatureOf({ method: 'GET', url, headers: signed, body: '' }, credentials, scope);
  return `${url.origin}${url.pathname}?${canonicalQuery(url)}&X-Amz-Signature=${signature}`;
}

type SignedHeaders = readonly (readonly [name: string, value: string])[];

interface SignedParts {
  readonly method: string;
  readonly url: URL;
  readonly headers: SignedHeaders;
  readonly body: string;
}

function signatureOf(
  { method, url, headers, body }: SignedParts,
  { secretAccessKey }: SigningCredentials,
  scope: SigningScope,
): string {
  const { region, service, at } = scope;
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    namesOf(headers),
    hash('sha256', body, 'hex'),
  ].join('\n');
  const text = `AWS4-HMAC-SHA256\n${basicTime(at)}\n${scopeText(scope)}\n${hash('sha256', canonical, 'hex')}`;
  const key = [dateOf(at), region, service, 'aws4_request'].reduce<Buffer | string>(
    (parent, part) => hmac(parent, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}

function signedHeaders(headers: HttpHeaders): SignedHeaders {
  return headers
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const)
    .sort(([left], [right]) => compare(left, right));
}

function namesOf(headers: SignedHeaders): string {
  return headers.map(([name]) => name).join(';');
}

function scopeText({ region, service, at }: SigningScope): string {
  return `${dateOf(at)}/${region}/${service}/aws4_request`;
}

function dateOf(at: number): string {
  return basicTime(at).slice(0, 8);
}

/** `20200131T235959Z`. */
function basicTime(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Encoded once more than it is sent, as for every service but S3. */
function canonicalPath({ pathname }: URL): string {
  return pathname.split('/').map(encode).join('/');
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([leftName, left], [rightName, right]) => compare(leftName, rightName) || compare(left, right))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
