import { bench, describe } from 'vitest';
import { createAuthentication } from '../src/api/sigv4/authentication.ts';
import { signed } from '../test/api/sigv4/a-signed-request.ts';
import { anIdentity, longTermKey, trustMode } from '../test/support/api-server.ts';

// The target is at most 25 microseconds for a verified request of common size, its signing key known.
const now = Date.UTC(2024, 0, 1);
const parts = { identity: anIdentity(), clock: { now: () => now } };
const verify = createAuthentication({ ...parts, mode: { type: 'verify' } });
const trust = createAuthentication({ ...parts, mode: trustMode });

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'AWSStepFunctions.StartExecution',
  'amz-sdk-invocation-id': '5a1c0f7e-6c0e-4b9c-9c1e-0d6f8e0d1f5a',
  'amz-sdk-request': 'attempt=1; max=3',
};
const terms = { credentials: longTermKey, signedAt: now };
const small = await signed(
  { headers, body: JSON.stringify({ stateMachineArn: 'a'.repeat(80), input: '{}' }) },
  terms,
);
const large = await signed({ headers, body: 'x'.repeat(256 * 1024) }, terms);
const presigned = await signed({ method: 'GET', query: { Action: 'GetCallerIdentity' } }, terms, 'query');

describe('authenticating a request', () => {
  bench('verify, a small body', async () => void (await verify(small, 'states')));
  bench('verify, presigned', async () => void (await verify(presigned, 'states')));
  bench('verify, 256 KiB', async () => void (await verify(large, 'states')));
  bench('trust', async () => void (await trust(small, 'states')));
});
