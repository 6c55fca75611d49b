import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/api/protocol/protocol.ts';
import { toRestXmlError } from '../../../src/api/protocol/rest-xml-errors.ts';
import { createS3Authentication } from '../../../src/api/sigv4/s3-authentication.ts';
import { AwsError } from '../../../src/base/aws-error.ts';
import { anIdentity, longTermKey, temporaryKey, trustMode } from '../../support/api-server.ts';
import { arrived } from './a-signed-request.ts';

const now = Date.UTC(2026, 0, 15, 12, 0, 0);
const parts = { identity: anIdentity(), clock: { now: () => now } };
const authenticate = createS3Authentication({ ...parts, mode: { type: 'verify' } });

interface Terms {
  readonly credentials?: typeof longTermKey & { readonly sessionToken?: string };
  readonly service?: string;
  readonly signedAt?: number;
  readonly expiresIn?: number;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const unsignedPayload = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

/** A request as S3's clients sign it: its path as it is. */
async function signed(
  { method = 'GET', path = '/bucket/key', query = {}, headers = unsignedPayload }: Sent,
  { credentials = longTermKey, service = 's3', signedAt = now, expiresIn }: Terms = {},
  form: 'header' | 'query' = 'header',
): Promise<HttpRequest> {
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    uriEscapePath: false,
    applyChecksum: false,
    sha256: Sha256,
  });
  const unsigned = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query: { ...query },
    headers: { host: '127.0.0.1:8083', ...headers },
  };
  const signingDate = new Date(signedAt);
  const result =
    form === 'header'
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, { signingDate, ...(expiresIn !== undefined && { expiresIn }) });
  const text = Object.entries(result.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&');
  return arrived({ method, path, query: text, headers: result.headers, body: Buffer.alloc(0) });
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function outcomeOf(request: HttpRequest): Promise<string> {
  try {
    const { caller } = await authenticate(request);
    return caller.principal.kind === 'Anonymous' ? 'anonymous' : caller.place.account;
  } catch (error) {
    if (error instanceof AwsError) return toRestXmlError(error).code;
    throw error;
  }
}

describe('a request of S3 is believed', () => {
  test.each([
    { title: 'a plain one' },
    { title: 'a key of dots, slashes and odd characters', path: '/bucket//a/../b/./%20%21%28%C3%A9%2B~' },
    { title: 'a query', query: { 'list-type': '2', prefix: 'a b/&=+\u00e9', acl: '' } },
    { title: 'signed metadata', headers: { ...unsignedPayload, 'x-amz-meta-a': ' b  c ' } },
    {
      title: 'a body that comes in chunks',
      headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    },
  ])('$title', async (request) => {
    expect(await outcomeOf(await signed(request))).toBe('111111111111');
  });

  test('with a session token', async () => {
    expect(await outcomeOf(await signed({}, { credentials: temporaryKey }))).toBe('222222222222');
  });

  test('presigned, for as long as it says', async () => {
    const terms = { signedAt: now - 60_000, expiresIn: 3600 };
    expect(await outcomeOf(await signed({}, terms, 'query'))).toBe('111111111111');
  });

  test('presigned the older way, as boto3 does it', async () => {
    // botocore: generate_presigned_url('get_object', …) with this key, at the epoch second 1768478400.
    const query = `AWSAccessKeyId=${longTermKey.accessKeyId}&Signature=${encodeURIComponent('0Kej8LMxMqt0rbuzkNT2ATByyy4=')}&Expires=1768482000`;
    const request = arrived({
      method: 'GET',
      path: '/bucket/a%20key',
      query,
      headers: { host: 'x' },
      body: Buffer.alloc(0),
    });
    expect(await outcomeOf(request)).toBe('111111111111');
    const other = { ...request, path: '/bucket/b' };
    expect(await outcomeOf(other)).toBe('SignatureDoesNotMatch');
    expect(await outcomeOf({ ...request, query: query.replace('1768482000', '1768470000') })).toBe(
      'SignatureDoesNotMatch',
    );
  });

  test('of nobody, who is nobody', async () => {
    const request = arrived({
      method: 'GET',
      path: '/b/k',
      query: '',
      headers: { host: 'x' },
      body: Buffer.alloc(0),
    });
    expect(await outcomeOf(request)).toBe('anonymous');
  });
});

describe('a request of S3 is refused', () => {
  test.each([
    {
      title: 'after a quarter of an hour',
      terms: { signedAt: now - 16 * 60_000 },
      code: 'RequestTimeTooSkewed',
    },
    { title: 'before its time', terms: { signedAt: now + 16 * 60_000 }, code: 'RequestTimeTooSkewed' },
    { title: 'for another service', terms: { service: 'states' }, code: 'SignatureDoesNotMatch' },
    {
      title: 'with an unknown key',
      terms: { credentials: { ...longTermKey, accessKeyId: 'AKIANOBODY' } },
      code: 'InvalidAccessKeyId',
    },
    {
      title: 'with another secret',
      terms: { credentials: { ...longTermKey, secretAccessKey: 'x' } },
      code: 'SignatureDoesNotMatch',
    },
  ])('$title', async ({ terms, code }) => {
    expect(await outcomeOf(await signed({}, terms))).toBe(code);
  });

  test('presigned, once it has expired', async () => {
    const terms = { signedAt: now - 7_200_000, expiresIn: 3600 };
    expect(await outcomeOf(await signed({}, terms, 'query'))).toBe('AccessDenied');
  });

  test.each([
    { title: 'another method', change: { method: 'PUT' }, code: 'SignatureDoesNotMatch' },
    { title: 'another key', change: { path: '/bucket/other' }, code: 'SignatureDoesNotMatch' },
    { title: 'another query', change: { query: 'acl=' }, code: 'SignatureDoesNotMatch' },
  ])('that was signed for $title', async ({ change, code }) => {
    expect(await outcomeOf({ ...(await signed({})), ...change })).toBe(code);
  });

  test.each([
    { title: 'a header that was not signed', headers: { 'x-amz-copy-source': '/a/b' }, code: 'AccessDenied' },
    {
      title: 'a body that is nothing known',
      headers: { 'x-amz-content-sha256': 'NOTHING' },
      code: 'SignatureDoesNotMatch',
    },
  ])('with $title', async ({ headers, code }) => {
    const request = await signed({});
    expect(await outcomeOf({ ...request, headers: { ...request.headers, ...headers } })).toBe(code);
  });

  test('without a word of its body', async () => {
    const request = await signed({ headers: { 'x-amz-meta-a': 'b' } });
    const { 'x-amz-content-sha256': _hash, ...headers } = request.headers;
    expect(await outcomeOf({ ...request, headers })).toBe('InvalidRequest');
  });
});

test('who trusts takes the older way to presign by its word, too', async () => {
  const trusting = createS3Authentication({ ...parts, mode: trustMode });
  const query = 'AWSAccessKeyId=333333333333&Signature=x&Expires=1';
  const request = arrived({
    method: 'GET',
    path: '/b/k',
    query,
    headers: { host: 'x' },
    body: Buffer.alloc(0),
  });
  expect((await trusting(request)).caller.place.account).toBe('333333333333');
});

test.each([
  { stated: 'a'.repeat(64), headers: {}, terms: { sha256: 'a'.repeat(64), isChunked: false } },
  { stated: 'UNSIGNED-PAYLOAD', headers: {}, terms: { sha256: undefined, isChunked: false } },
  {
    stated: 'UNSIGNED-PAYLOAD',
    headers: { 'content-encoding': 'gzip,aws-chunked' },
    terms: { sha256: undefined, isChunked: true },
  },
  {
    stated: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    headers: {},
    terms: { signer: undefined, isChunked: true },
  },
  {
    stated: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    headers: {},
    terms: { signer: expect.anything(), isChunked: true },
  },
])('a body that is said to be $stated $headers is read as such', async ({ stated, headers, terms }) => {
  const request = await signed({ headers: { 'x-amz-content-sha256': stated, ...headers } });
  expect((await authenticate(request)).payload).toMatchObject(terms);
});
