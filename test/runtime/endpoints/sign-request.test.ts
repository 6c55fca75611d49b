import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/connectors/http/endpoint-session.ts';
import { presignUrl, signRequest } from '../../../src/runtime/endpoints/sign-request.ts';

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
const scope = { region: 'eu-west-1', service: 'execute-api', at: Date.UTC(2024, 4, 6, 7, 8, 9, 123) };

/** What the AWS SDK's own signer makes of the request, with the same headers signed. */
async function signedBySdk(
  request: HttpRequest,
  sessionToken: string | undefined,
): Promise<string | undefined> {
  const url = new URL(request.url);
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const signer = new SignatureV4({
    credentials: { ...credentials, ...(sessionToken !== undefined && { sessionToken }) },
    region: scope.region,
    service: scope.service,
    sha256: Sha256,
    applyChecksum: false,
  });
  const type = request.headers.filter(([name]) => name.toLowerCase() === 'content-type');
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: {
        host: url.host,
        ...Object.fromEntries(type.map(([name, value]) => [name.toLowerCase(), value])),
      },
      ...(request.body !== undefined && { body: request.body }),
    },
    { signingDate: new Date(scope.at) },
  );
  return signed.headers.authorization;
}

test.each<[string, HttpRequest, string | undefined]>([
  ['a read', { method: 'GET', url: 'https://a.example.com/', headers: [] }, undefined],
  ['a session', { method: 'GET', url: 'https://a.example.com/prod', headers: [] }, 'token=='],
  [
    'a body and its type',
    {
      method: 'POST',
      url: 'https://a.example.com/prod/x',
      headers: [
        ['Content-Type', 'a/b;  c=d'],
        ['other', 'x'],
      ],
      body: '{"ü":1}',
    },
    'token',
  ],
  [
    'a path with other characters',
    { method: 'GET', url: "https://a.example.com/a b/%2F/ü/@c(')*", headers: [] },
    undefined,
  ],
  [
    'a query',
    { method: 'DELETE', url: 'https://a.example.com/?b=2&a=3&a=1&c%20d=%26', headers: [] },
    undefined,
  ],
  ['a port', { method: 'GET', url: 'http://127.0.0.1:4566/x', headers: [] }, undefined],
])('%s is signed as the AWS SDK signs it', async (_, request, sessionToken) => {
  const { headers } = signRequest(request, { ...credentials, sessionToken }, scope);
  const signed = Object.fromEntries(headers);
  expect(signed.Authorization).toBe(await signedBySdk(request, sessionToken));
  expect(signed['X-Amz-Date']).toBe('20240506T070809Z');
  expect(signed['X-Amz-Security-Token']).toBe(sessionToken);
});

test.each<[string, string | undefined]>([
  ['a key', undefined],
  ['a session', 'to+ken/=='],
])('a URL is presigned with %s as the AWS SDK presigns it', async (_, sessionToken) => {
  const url = presignUrl(
    {
      url: 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15',
      headers: [['X-K8s-Aws-Id', 'main cluster']],
    },
    { ...credentials, sessionToken },
    { ...scope, service: 'sts', expiresSeconds: 60 },
  );
  const signer = new SignatureV4({
    credentials: { ...credentials, ...(sessionToken !== undefined && { sessionToken }) },
    region: scope.region,
    service: 'sts',
    sha256: Sha256,
    applyChecksum: false,
  });
  const presigned = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: 'sts.eu-west-1.amazonaws.com',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'sts.eu-west-1.amazonaws.com', 'x-k8s-aws-id': 'main cluster' },
    },
    { signingDate: new Date(scope.at), expiresIn: 60, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  );
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual(presigned.query);
});
