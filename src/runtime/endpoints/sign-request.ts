import { createHmac, hash } from 'node:crypto';
import type { HttpRequest } from '../../connectors/http/endpoint-session.ts';

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
  { accessKeyId, secretAccessKey, sessionToken }: SigningCredentials,
  { region, service, at }: SigningScope,
): HttpRequest {
  const url = new URL(request.url);
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const added: [string, string][] = [['X-Amz-Date', time]];
  if (sessionToken !== undefined) added.push(['X-Amz-Security-Token', sessionToken]);
  const type = request.headers.filter(([name]) => name.toLowerCase() === 'content-type');
  const signed = [['host', url.host] as const, ...type, ...added]
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const)
    .sort(([left], [right]) => compare(left, right));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash('sha256', request.body ?? '', 'hex'),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    (parent, part) => hmac(parent, part),
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...request, headers: [...request.headers, ...added, ['Authorization', authorization]] };
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
