import { describe, expect, test } from 'vitest';
import { createAuthentication } from '../../../src/api/sigv4/authentication.ts';
import { principalName } from '../../../src/iam/principal.ts';
import { anIdentity, longTermKey, temporaryKey, trustMode } from '../../support/api-server.ts';
import { arrived, signed } from './a-signed-request.ts';

const authenticate = createAuthentication({
  mode: trustMode,
  identity: anIdentity(),
  clock: { now: () => Date.UTC(2030, 0, 1) },
});

/** Long before the server's time, and signed with what is not the key's secret. */
const terms = { signedAt: 0, service: 'whatever' };

function keyOf(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: 'any' };
}

const unsigned = { method: 'POST', path: '/', query: '', body: Buffer.alloc(0) };

describe('a trusting server takes a request for whom it names', () => {
  const cases = [
    {
      title: 'a known key is its principal',
      request: () => signed({}, { ...terms, credentials: { ...longTermKey, secretAccessKey: 'any' } }),
      caller: ['arn:aws:iam::111111111111:root', 'us-east-1'],
    },
    {
      title: 'a known temporary key too, and the region is that of the scope',
      request: () => signed({}, { ...terms, credentials: temporaryKey, region: 'eu-west-1' }),
      caller: ['arn:aws:iam::222222222222:root', 'eu-west-1'],
    },
    {
      title: 'a key of twelve digits is the root of that account',
      request: () => signed({}, { ...terms, credentials: keyOf('333333333333') }, 'query'),
      caller: ['arn:aws:iam::333333333333:root', 'us-east-1'],
    },
    {
      title: 'in the partition of the region',
      request: () => signed({}, { ...terms, credentials: keyOf('333333333333'), region: 'us-gov-west-1' }),
      caller: ['arn:aws-us-gov:iam::333333333333:root', 'us-gov-west-1'],
    },
    {
      title: 'any other key is the root of the default account',
      request: () => signed({}, { ...terms, credentials: keyOf('test') }),
      caller: ['arn:aws:iam::000000000000:root', 'us-east-1'],
    },
    {
      title: 'so is nobody',
      request: async () => arrived({ ...unsigned, headers: { host: 'h' } }),
      caller: ['arn:aws:iam::000000000000:root', 'us-east-1'],
    },
    {
      title: 'and what cannot be read',
      request: async () => arrived({ ...unsigned, headers: { host: 'h', authorization: 'Bearer x' } }),
      caller: ['arn:aws:iam::000000000000:root', 'us-east-1'],
    },
    {
      title: 'a region that is none is the default one',
      request: () => signed({}, { ...terms, credentials: keyOf('test'), region: 'arn:aws' }),
      caller: ['arn:aws:iam::000000000000:root', 'us-east-1'],
    },
  ];
  test.each(cases)('$title', async ({ request, caller }) => {
    const { principal, place } = await authenticate(await request(), 'states');
    expect([principalName(principal), place.region]).toEqual(caller);
    expect(principalName(principal)).toContain(place.account);
  });
});
