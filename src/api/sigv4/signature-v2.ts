import { createHmac, timingSafeEqual } from 'node:crypto';
import { bucketInHost } from '../protocol/bucket-address.ts';
import type { HttpRequest } from '../protocol/protocol.ts';
import { parseQuery } from './query-parameters.ts';
import { SignedAccessDenied } from './s3-errors.ts';
import { InvalidSignatureException } from './signature-errors.ts';

/**
 * The older way to presign a URL of S3, which the AWS CLI and boto3 still go by default: `AWSAccessKeyId`, `Expires` and
 * `Signature` in the query.
 *
 * Source: Amazon S3 User Guide, "Signing and authenticating REST requests (AWS signature version 2)".
 */
export interface SignatureV2 {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** Base64. */
  readonly signature: string;
  /** Epoch seconds, as sent. */
  readonly expires: string;
}

export function parseSignatureV2({ query }: HttpRequest): SignatureV2 | undefined {
  if (!query.includes('AWSAccessKeyId=')) return undefined;
  const parameters = parseQuery(query);
  const find = (wanted: string) =>
    parameters.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;
  const accessKeyId = find('AWSAccessKeyId');
  const signature = find('Signature');
  const expires = find('Expires');
  if (!accessKeyId || !signature || !expires) return undefined;
  return { accessKeyId, signature, expires, sessionToken: find('x-amz-security-token') };
}

/** Throws where the URL no longer holds or was not signed with this secret. */
export function verifySignatureV2(
  request: HttpRequest,
  { signature, expires }: SignatureV2,
  secretAccessKey: string,
  now: number,
): void {
  const expected = createHmac('sha1', secretAccessKey).update(stringToSign(request, expires)).digest();
  const given = Buffer.from(signature, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new InvalidSignatureException();
  if (!/^\d{1,12}$/.test(expires))
    throw new SignedAccessDenied(`Invalid date (should be seconds since epoch): ${expires}`);
  if (Number(expires) * 1000 < now) throw new SignedAccessDenied('Request has expired');
}

function stringToSign(request: HttpRequest, expires: string): string {
  const { method, headers } = request;
  const amazonHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-amz-'))
    .sort()
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('');
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers;
  return `${method}\n${String(md5)}\n${type}\n${expires}\n${amazonHeaders}${resourceOf(request)}`;
}

function resourceOf({ path, query, headers }: HttpRequest): string {
  const bucket = bucketInHost(headers.host);
  const signed = parseQuery(query)
    .filter(({ name }) => signedParameters.has(name))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, value }) => (value === '' ? name : `${name}=${value}`));
  const resource = bucket === undefined ? path : `/${bucket}${path}`;
  return signed.length === 0 ? resource : `${resource}?${signed.join('&')}`;
}

const signedParameters: ReadonlySet<string> = new Set([
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'partNumber',
  'policy',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
  'x-amz-security-token',
]);
