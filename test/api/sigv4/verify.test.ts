import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServiceName } from '../../../src/api/operation.ts';
import type { HttpRequest } from '../../../src/api/protocol/protocol.ts';
import { createAuthentication } from '../../../src/api/sigv4/authentication.ts';
import { AwsError } from '../../../src/base/aws-error.ts';
import { anIdentity, longTermKey, temporaryKey } from '../../support/api-server.ts';
import { arrived, signed, type Unsigned } from './a-signed-request.ts';

const now = Date.UTC(2024, 1, 29, 12, 0, 0);
const minute = 60_000;
const terms = { credentials: longTermKey, signedAt: now };

const authenticate = createAuthentication({
  mode: { type: 'verify' },
  identity: anIdentity(),
  clock: { now: () => now },
});

async function outcomeOf(request: HttpRequest, service: ServiceName = 'states'): Promise<string> {
  try {
    return (await authenticate(request, service)).place.account;
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const requests: readonly (Unsigned & { readonly title: string })[] = [
  { title: 'a plain one', body: '{"a":1}', headers: { 'x-amz-target': 'AWSStepFunctions.ListActivities' } },
  { title: 'one without a body', method: 'GET' },
  { title: 'a query', method: 'GET', query: { Action: 'GetUser', Version: '2010-05-08' } },
  { title: 'a query out of order', query: { b: '2', a: '1', B: '3', 'a-b': '4', a1: '5' } },
  { title: 'a repeated parameter', query: { a: ['2', '1', '10'] } },
  { title: 'a query of odd characters', query: { "k!'()*": 'v ~*\u00e9\u{1f600}/?&=+%', empty: '' } },
  { title: 'an encoded ARN in the path', path: '/2015-03-31/functions/arn%3Aaws%3Alambda/invocations' },
  { title: 'a path of odd characters', path: '/a%20b/c%2Fd/%C3%A9/(e)!*~' },
  { title: 'a path with dots and empty segments', path: '//a/./b/../c//' },
  {
    title: 'headers with runs of spaces',
    headers: { 'x-amz-meta': ' a   b  c ', 'content-type': 'text/plain' },
  },
  { title: 'a header with commas', headers: { 'x-amz-meta': 'a, b,c' } },
  { title: 'a header beyond ASCII', headers: { 'x-amz-meta': '\u00e9' } },
  { title: 'a body beyond ASCII', body: '\u00e9\u{1f600}' },
];

describe('a request signed by the SDK is believed', () => {
  test.each(requests)('$title, in the header', async (request) => {
    expect(await outcomeOf(await signed(request, terms))).toBe('111111111111');
  });

  test.each(requests)('$title, presigned', async (request) => {
    const { body: _body, ...withoutBody } = request;
    expect(await outcomeOf(await signed(withoutBody, terms, 'query'))).toBe('111111111111');
  });

  test('with a session token', async () => {
    const session = { credentials: temporaryKey, signedAt: now };
    expect(await outcomeOf(await signed({ body: 'x' }, session))).toBe('222222222222');
    expect(await outcomeOf(await signed({}, session, 'query'))).toBe('222222222222');
  });

  test('in the region of its scope', async () => {
    const caller = await authenticate(await signed({}, { ...terms, region: 'cn-north-1' }), 'states');
    expect(caller.place).toEqual({ partition: 'aws-cn', account: '111111111111', region: 'cn-north-1' });
    expect(caller.context).toMatchObject({ 'aws:SourceIp': '127.0.0.1', 'aws:SecureTransport': 'false' });
  });

  test('whatever is in it', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const segment = fc.string({ unit: 'grapheme', maxLength: 10 }).map(encodeURIComponent);
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      path: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
      query: fc.dictionary(
        text.filter((name) => name !== '' && !/^x-amz-/i.test(name) && name !== '__proto__'),
        text,
        { maxKeys: 5 },
      ),
      headers: fc.record({ 'x-amz-meta': fc.string({ minLength: 1, maxLength: 20 }) }),
      body: text,
    });
    await fc.assert(
      fc.asyncProperty(
        request,
        fc.constantFrom('header' as const, 'query' as const),
        async (unsigned, form) => {
          const { body, ...withoutBody } = unsigned;
          const sent = await signed(form === 'header' ? { ...withoutBody, body } : withoutBody, terms, form);
          expect(await outcomeOf(sent)).toBe('111111111111');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a request that was changed on its way is not believed', () => {
  const mismatch = expect.stringMatching(
    /^InvalidSignatureException: The request signature we calculated does not/,
  );
  const changes: readonly (readonly [string, (request: HttpRequest) => HttpRequest])[] = [
    ['method', (request) => ({ ...request, method: 'PUT' })],
    ['path', (request) => ({ ...request, path: '/other' })],
    ['query', (request) => ({ ...request, query: 'a=2' })],
    ['body', (request) => ({ ...request, body: Buffer.from('{"a":2}') })],
    ['target', (request) => ({ ...request, headers: { ...request.headers, 'x-amz-target': 'Other' } })],
    [
      'signature of another length',
      (request) => ({
        ...request,
        headers: { ...request.headers, authorization: `${request.headers.authorization}00` },
      }),
    ],
    [
      'signature that is no hexadecimal',
      (request) => ({
        ...request,
        headers: {
          ...request.headers,
          authorization: request.headers.authorization?.replace(
            /Signature=.*/,
            `Signature=${'z'.repeat(64)}`,
          ),
        },
      }),
    ],
  ];
  test.each(changes)('%s', async (_title, change) => {
    const request = await signed(
      { body: '{"a":1}', query: { a: '1' }, headers: { 'x-amz-target': 'T' } },
      terms,
    );
    expect(await outcomeOf(request)).toBe('111111111111');
    const changed = await outcomeOf(change(request));
    expect(changed).toMatch(
      /^InvalidSignatureException: The (request signature|provided 'x-amz-content-sha256')/,
    );
  });

  test('a body whose hash is in no header, as the AWS CLI signs it', async () => {
    const request = await signed({ body: '{"a":1}' }, { ...terms, applyChecksum: false });
    expect(request.headers).not.toHaveProperty('x-amz-content-sha256');
    expect(await outcomeOf(request)).toBe('111111111111');
    expect(await outcomeOf({ ...request, body: Buffer.from('{"a":2}') })).toEqual(mismatch);
  });

  test('a secret that differs', async () => {
    const credentials = { ...longTermKey, secretAccessKey: 'long-term-secreT' };
    expect(await outcomeOf(await signed({}, { credentials, signedAt: now }))).toEqual(mismatch);
  });

  test('an unsigned payload, which only S3 takes', async () => {
    const request = await signed(
      { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, body: 'x' },
      terms,
    );
    expect(await outcomeOf(request)).toMatch(
      /^InvalidSignatureException: The provided 'x-amz-content-sha256'/,
    );
  });
});

describe('a signature that is not what it must be says why', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIDLONGTERM/20240229/us-east-1/states/aws4_request, SignedHeaders=host;x-amz-date, Signature=00';
  const date = '20240229T120000Z';
  const cases: readonly {
    readonly title: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly outcome: RegExp;
  }[] = [
    { title: 'none at all', headers: {}, outcome: /^MissingAuthenticationToken: / },
    {
      title: 'another scheme',
      headers: { authorization: 'Bearer abc', 'x-amz-date': date },
      outcome:
        /^IncompleteSignature: Authorization header requires 'Credential' parameter\. .*'Signature'.*'SignedHeaders'/,
    },
    {
      title: 'no date',
      headers: { authorization },
      outcome:
        /^IncompleteSignature: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header/,
    },
    {
      title: 'a date of another form',
      headers: { authorization, 'x-amz-date': '2024-02-29T12:00:00Z' },
      outcome: /^IncompleteSignature: Date must be in ISO-8601 'basic format'\. Got '2024-02-29T12:00:00Z'/,
    },
    {
      title: 'a date that does not exist',
      headers: { authorization, 'x-amz-date': '20240230T120000Z' },
      outcome: /^IncompleteSignature: Date must be in ISO-8601 'basic format'/,
    },
    {
      title: 'a scope with four parts',
      headers: { authorization: authorization.replace('/states', ''), 'x-amz-date': date },
      outcome: /^IncompleteSignature: Credential must have exactly 5 slash-delimited elements/,
    },
    {
      title: 'another terminator',
      headers: { authorization: authorization.replace('aws4_request', 'aws3'), 'x-amz-date': date },
      outcome:
        /^InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3'/,
    },
    {
      title: 'another service',
      headers: { authorization: authorization.replace('/states/', '/iam/'), 'x-amz-date': date },
      outcome: /^InvalidSignatureException: Credential should be scoped to correct service: 'states'\./,
    },
    {
      title: 'no region',
      headers: { authorization: authorization.replace('us-east-1', 'nowhere'), 'x-amz-date': date },
      outcome: /^InvalidSignatureException: Credential should be scoped to a valid region, not 'nowhere'/,
    },
    {
      title: 'another day in its scope',
      headers: { authorization: authorization.replace('20240229', '20240228'), 'x-amz-date': date },
      outcome:
        /^InvalidSignatureException: Date in Credential scope does not match YYYYMMDD .*'20240228' != '20240229'/,
    },
    {
      title: 'a host that is not signed',
      headers: { authorization: authorization.replace('host;', ''), 'x-amz-date': date },
      outcome: /^InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader'/,
    },
    {
      title: 'a target that is not signed',
      headers: { authorization, 'x-amz-date': date, 'x-amz-target': 'T' },
      outcome: /^InvalidSignatureException: 'X-Amz-Target' must be a 'SignedHeader'/,
    },
    {
      title: 'a key nobody has',
      headers: { authorization: authorization.replace('AKIDLONGTERM', 'AKIDOTHER'), 'x-amz-date': date },
      outcome: /^UnrecognizedClientException: The security token included in the request is invalid\.$/,
    },
    {
      title: 'a temporary key without its token',
      headers: { authorization: authorization.replace('AKIDLONGTERM', 'ASIATEMPORARY'), 'x-amz-date': date },
      outcome: /^UnrecognizedClientException: /,
    },
  ];
  test.each(cases)('$title', async ({ headers, outcome }) => {
    const request = arrived({
      method: 'POST',
      path: '/',
      query: '',
      headers: { host: 'h', ...headers },
      body: Buffer.alloc(0),
    });
    expect(await outcomeOf(request)).toMatch(outcome);
  });
});

describe('a signature holds for a time', () => {
  const cases = [
    { title: 'fifteen minutes old', signedAt: now - 15 * minute, outcome: /^111111111111$/ },
    { title: 'fifteen minutes ahead', signedAt: now + 15 * minute, outcome: /^111111111111$/ },
    {
      title: 'older',
      signedAt: now - 15 * minute - 1000,
      outcome:
        /^InvalidSignatureException: Signature expired: 20240229T114459Z is now earlier than 20240229T114500Z \(20240229T120000Z - 15 min\.\)$/,
    },
    {
      title: 'further ahead',
      signedAt: now + 15 * minute + 1000,
      outcome: /^InvalidSignatureException: Signature not yet current: 20240229T121501Z is still later than/,
    },
    {
      title: 'presigned for an hour',
      signedAt: now - 59 * minute,
      expiresIn: 3600,
      outcome: /^111111111111$/,
    },
    {
      title: 'presigned, replayed too late',
      signedAt: now - 61 * minute,
      expiresIn: 3600,
      outcome: /^InvalidSignatureException: Signature expired: .*- 60 min\.\)$/,
    },
    {
      title: 'presigned for seconds',
      signedAt: now - 11_000,
      expiresIn: 10,
      outcome: /^InvalidSignatureException: Signature expired: .*- 10 sec\.\)$/,
    },
  ] as const;
  test.each(cases)('$title', async ({ outcome, signedAt, ...rest }) => {
    const isPresigned = 'expiresIn' in rest;
    const request = await signed({}, { ...terms, signedAt, ...rest }, isPresigned ? 'query' : 'header');
    expect(await outcomeOf(request)).toMatch(outcome);
  });

  test('the Date header says when, where there is no X-Amz-Date', async () => {
    const request = arrived({
      method: 'POST',
      path: '/',
      query: '',
      headers: {
        host: 'h',
        date: 'Thu, 29 Feb 2024 11:00:00 GMT',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDLONGTERM/20240229/us-east-1/states/aws4_request,SignedHeaders=date;host,Signature=00',
      },
      body: Buffer.alloc(0),
    });
    expect(await outcomeOf(request)).toMatch(/Signature expired: 20240229T110000Z/);
  });
});

test('the values of a repeated header are signed as one', async () => {
  const request = await signed({ headers: { 'x-amz-meta': 'a,b' } }, terms);
  const rawHeaders = request.rawHeaders.flatMap((text, index, all) => {
    if (index % 2 === 1) return [];
    return text === 'x-amz-meta' ? [text, ' a', text, 'b'] : [text, all[index + 1] ?? ''];
  });
  const repeated = { ...request, rawHeaders, headers: { ...request.headers, 'x-amz-meta': 'a, b' } };
  expect(await outcomeOf(repeated)).toBe('111111111111');
});
