import { createHash, createHmac } from 'node:crypto';
import { createAuthentication } from '../src/api/sigv4/authentication.ts';
import { signed } from '../test/api/sigv4/a-signed-request.ts';
import { anIdentity, longTermKey, trustMode } from '../test/support/api-server.ts';
import { reportPart } from './table/report-part.ts';

/**
 * What it costs to know who makes a request: `npm run bench -- sigv4`. A verified request of common size, its signing
 * key known, should take at most 25 microseconds.
 */
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

/** Microseconds that one `run` takes, once it is warm. */
async function measure(run: () => Promise<unknown>): Promise<number> {
  const calls = 5_000;
  let microseconds = Number.NaN;
  for (const _phase of ['warm', 'measured']) {
    const start = performance.now();
    for (let index = 0; index < calls; index += 1) await run();
    microseconds = ((performance.now() - start) * 1000) / calls;
  }
  return microseconds;
}

/** What no verification can do without, the signing key known: two hashes of the request and one HMAC. */
async function hashAlone(): Promise<string> {
  const hash = createHash('sha256').update(small.body).digest('hex');
  const canonical = createHash('sha256')
    .update(`${hash}${JSON.stringify(headers)}`)
    .digest('hex');
  return createHmac('sha256', 'signing key').update(canonical).digest('hex');
}

const least = await measure(hashAlone);
const cases = {
  'verify, a small body': () => verify(small, 'states'),
  'verify, presigned': () => verify(presigned, 'states'),
  'verify, 256 KiB': () => verify(large, 'states'),
  trust: () => trust(small, 'states'),
};
for (const [name, run] of Object.entries(cases)) {
  reportPart({
    figure: `SigV4: ${name}`,
    unit: 'µs',
    value: await measure(run),
    beside: { name: 'the hashes of a small request alone', value: least },
  });
}
