import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdResources, policyOf } from './held-resources.ts';
import {
  deliver,
  type Key,
  type SentRequest,
  type SigningTerms,
  signedRequest,
  type ToSign,
} from './signed-request.ts';
import { holder, type TwoTenants, twoTenants } from './two-tenants.ts';

const minute = 60_000;

let tenants: TwoTenants;
let root: Key;
/** Of the role `held`. */
let session: Key;
let otherSession: Key;
/** Of the user `held`. */
let userKey: Key;

beforeAll(async () => {
  tenants = await twoTenants();
  root = tenants.holderRoot;
  await holdResources(tenants);
  await tenants.succeed(
    'iam',
    'PutUserPolicy',
    {
      UserName: 'held',
      PolicyName: 'all',
      PolicyDocument: policyOf({ Effect: 'Allow', Action: '*', Resource: '*' }),
    },
    root,
  );
  userKey = await keyOf('CreateAccessKey', { UserName: 'held' }, root);
  session = await sessionOf('first');
  otherSession = await sessionOf('second');
});

afterAll(() => tenants.close());

async function keyOf(operation: string, input: ToSign['input'], key: Key): Promise<Key> {
  const output = await tenants.succeed('iam', operation, input, key);
  return { accessKeyId: String(output.AccessKeyId), secretAccessKey: String(output.SecretAccessKey) };
}

async function sessionOf(RoleSessionName: string): Promise<Key> {
  const RoleArn = `arn:aws:iam::${holder}:role/held`;
  const output = await tenants.succeed('sts', 'AssumeRole', { RoleArn, RoleSessionName }, userKey);
  return {
    accessKeyId: String(output.AccessKeyId),
    secretAccessKey: String(output.SecretAccessKey),
    sessionToken: String(output.SessionToken),
  };
}

function toSign(key: Key): ToSign {
  return { service: 'states', operation: 'ListStateMachines', input: {}, key };
}

async function sign(key: Key, terms: SigningTerms = {}): Promise<SentRequest> {
  return signedRequest(tenants.endpoint, toSign(key), terms);
}

const send = (request: SentRequest) => deliver(tenants.endpoint, request);

function withHeader(request: SentRequest, name: string, value: string | undefined): SentRequest {
  const { [name]: _taken, ...headers } = request.headers;
  return { ...request, headers: value === undefined ? headers : { ...headers, [name]: value } };
}

/** `request` with its Authorization header as `change` makes it. */
function reworded(request: SentRequest, change: (authorization: string) => string | undefined): SentRequest {
  return withHeader(request, 'authorization', change(request.headers.authorization ?? ''));
}

test('a request that is signed as it should be is answered, in either form and with either kind of key', async () => {
  for (const key of [root, userKey, session]) {
    expect(await send(await sign(key))).toMatchObject({ status: 200 });
  }
  const url = await signedRequest(
    tenants.endpoint,
    { ...toSign(root), service: 'lambda', operation: 'ListFunctions' },
    { isPresigned: true },
  );
  expect(await send(url)).toMatchObject({ status: 200 });
});

describe('a request whose signer is not known is refused', () => {
  const cases: readonly {
    readonly title: string;
    readonly make: () => Promise<SentRequest>;
    readonly code: string;
  }[] = [
    {
      title: 'no Authorization header',
      make: async () => reworded(await sign(root), () => undefined),
      code: 'MissingAuthenticationToken',
    },
    {
      title: 'an empty Authorization header',
      make: async () => reworded(await sign(root), () => ''),
      code: 'IncompleteSignature',
    },
    ...[
      ['another scheme', () => 'Bearer eyJhbGciOiJub25lIn0.e30.'],
      ['Basic credentials', () => 'Basic cm9vdDpyb290'],
      ['the scheme alone', () => 'AWS4-HMAC-SHA256'],
      ['no signature', (text: string) => text.replace(/, Signature=.*/, '')],
      ['an empty signature', (text: string) => text.replace(/Signature=.*/, 'Signature=')],
      ['no signed headers', (text: string) => text.replace(/SignedHeaders=[^,]*, /, '')],
      ['a scope with a part too few', (text: string) => text.replace('/us-east-1', '')],
      ['garbage', () => '\u00ff\u00fe'.repeat(200)],
    ].map(([title, change]) => ({
      title: `${String(title)} in the Authorization header`,
      make: async () => reworded(await sign(root), change as (text: string) => string),
      code: 'IncompleteSignature',
    })),
    {
      title: 'a scope of another service',
      make: () => sign(root, { scope: 'iam' }),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a scope of another region than was signed',
      make: async () => reworded(await sign(root), (text) => text.replace('us-east-1', 'eu-west-1')),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a scope whose region is no region',
      make: () => sign(root, { region: 'us-east-1:222222222222' }),
      code: 'InvalidSignatureException',
    },
    {
      title: 'the key of nobody',
      make: () => sign({ ...root, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }),
      code: 'UnrecognizedClientException',
    },
    {
      title: 'an account for a key',
      make: () => sign({ accessKeyId: holder, secretAccessKey: 'any' }),
      code: 'UnrecognizedClientException',
    },
    {
      title: 'the key of somebody with another secret',
      make: () => sign({ ...root, secretAccessKey: 'any' }),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a session without its token',
      make: () => sign({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey }),
      code: 'UnrecognizedClientException',
    },
    {
      title: 'a session with the token of another',
      make: () => sign({ ...session, sessionToken: otherSession.sessionToken ?? '' }),
      code: 'UnrecognizedClientException',
    },
    {
      title: 'a long-term key with the token of a session',
      make: () => sign({ ...root, sessionToken: session.sessionToken ?? '' }),
      code: 'UnrecognizedClientException',
    },
    {
      title: 'a date sixteen minutes old',
      make: () => sign(root, { signedAt: Date.now() - 16 * minute }),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a date in sixteen minutes',
      make: () => sign(root, { signedAt: Date.now() + 16 * minute }),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a presigned URL that has expired',
      make: () =>
        signedRequest(
          tenants.endpoint,
          { ...toSign(root), service: 'lambda', operation: 'ListFunctions' },
          { isPresigned: true, signedAt: Date.now() - 2 * minute, expiresSeconds: 60 },
        ),
      code: 'InvalidSignatureException',
    },
    {
      title: 'a presigned URL without its signature',
      make: async () => {
        const url = await signedRequest(
          tenants.endpoint,
          { ...toSign(root), service: 'lambda', operation: 'ListFunctions' },
          { isPresigned: true },
        );
        return { ...url, query: url.query.replace(/&?X-Amz-Signature=[^&]*/, '') };
      },
      code: 'IncompleteSignature',
    },
  ];
  test.each(cases)('$title', async ({ make, code }) => {
    const answer = await send(await make());
    expect(answer).toMatchObject({ status: 403, code });
  });
});

const reading = { service: 'lambda', operation: 'GetFunction', input: { FunctionName: 'held' } } as const;
const asking = {
  service: 'lambda',
  operation: 'GetFunction',
  input: { FunctionName: 'held', Qualifier: '1' },
} as const;
const writing = {
  service: 'states',
  operation: 'CreateActivity',
  input: { name: 'signed' },
} as const;

describe('a request that was changed after it was signed is refused', () => {
  const changes: readonly {
    readonly title: string;
    readonly request: Omit<ToSign, 'key'>;
    readonly change: (request: SentRequest) => SentRequest;
  }[] = [
    { title: 'its method', request: reading, change: (request) => ({ ...request, method: 'DELETE' }) },
    {
      title: 'its path',
      request: reading,
      change: (request) => ({ ...request, path: '/2015-03-31/functions/other' }),
    },
    {
      title: 'a query parameter',
      request: asking,
      change: (request) => ({ ...request, query: 'Qualifier=2' }),
    },
    { title: 'a query parameter less', request: asking, change: (request) => ({ ...request, query: '' }) },
    {
      title: 'a query parameter more',
      request: reading,
      change: (request) => ({ ...request, query: 'Qualifier=2' }),
    },
    {
      title: 'its host',
      request: reading,
      change: (request) => withHeader(request, 'host', 'other.example'),
    },
    {
      title: 'a signed header',
      request: writing,
      change: (request) => withHeader(request, 'content-type', 'text/plain'),
    },
    {
      title: 'a signed header less',
      request: writing,
      change: (request) => withHeader(request, 'content-type', undefined),
    },
    {
      title: 'the operation in its target',
      request: writing,
      change: (request) => withHeader(request, 'x-amz-target', 'AWSStepFunctions.DeleteActivity'),
    },
    {
      title: 'its date',
      request: reading,
      change: (request) => withHeader(request, 'x-amz-date', dateOf(Date.now() + minute)),
    },
    {
      title: 'its body',
      request: writing,
      change: (request) => ({ ...request, body: request.body.replace('signed', 'forged') }),
    },
    {
      title: 'its body and the hash of it',
      request: writing,
      change: (request) => ({
        ...withHeader(request, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
        body: request.body.replace('signed', 'forged'),
      }),
    },
    {
      title: 'the list of signed headers',
      request: writing,
      change: (request) => reworded(request, (text) => text.replace('content-type;', '')),
    },
    {
      title: 'the order of signed headers',
      request: writing,
      change: (request) =>
        reworded(request, (text) => text.replace('content-type;host', 'host;content-type')),
    },
    {
      title: 'its signature',
      request: reading,
      change: (request) =>
        reworded(request, (text) => text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    },
  ];
  test.each(changes)('$title', async ({ request: wanted, change }) => {
    const request = await signedRequest(tenants.endpoint, { ...wanted, key: root });
    const before = tenants.stored();
    expect(await send(change(request))).toMatchObject({ status: 403, code: 'InvalidSignatureException' });
    expect(tenants.stored()).toBe(before);
  });

  test('the operation that its target names, also where no signature covers it', async () => {
    const request = await sign(root);
    const other = withHeader(request, 'x-amz-target', 'AWSStepFunctions.ListActivities');
    expect(await send(other)).toMatchObject({ status: 403, code: 'InvalidSignatureException' });
    const form = await signedRequest(tenants.endpoint, {
      ...toSign(root),
      service: 'sts',
      operation: 'GetCallerIdentity',
    });
    const turned = withHeader(form, 'x-amz-target', 'AWSStepFunctions.ListActivities');
    expect(await send(turned)).toMatchObject({ status: 403, code: 'InvalidSignatureException' });
  });

  test('the spelling of its path, where two spellings are signed alike', async () => {
    const request = await signedRequest(tenants.endpoint, {
      service: 'lambda',
      operation: 'GetFunction',
      input: { FunctionName: 'held' },
      key: root,
    });
    expect(await send(request)).toMatchObject({ status: 200 });
    for (const path of [
      '/2015-03-31/functions/other/../held',
      '//2015-03-31//functions/held',
      '/2015-03-31/functions/held/code/..',
    ]) {
      expect(await send({ ...request, path }), path).toMatchObject({ status: 404 });
    }
  });
});

function dateOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

test('a request may be repeated for fifteen minutes, as on AWS, and not after them', async () => {
  const recent = await sign(root, { signedAt: Date.now() - 14 * minute });
  expect(await send(recent)).toMatchObject({ status: 200 });
  expect(await send(recent)).toMatchObject({ status: 200 });
  const old = await sign(root, { signedAt: Date.now() - 15 * minute - 1_000 });
  expect(await send(old)).toMatchObject({
    status: 403,
    message: expect.stringContaining('Signature expired'),
  });
});

test('an access key that is made inactive or deleted signs nothing more, from the next request on', async () => {
  const key = await keyOf('CreateAccessKey', { UserName: 'held' }, root).catch(async () => {
    // A user has two keys at most.
    await tenants.succeed('iam', 'CreateUser', { UserName: 'second' }, root);
    return keyOf('CreateAccessKey', { UserName: 'second' }, root);
  });
  const UserName = 'second';
  const AccessKeyId = key.accessKeyId;
  const request = await signedRequest(tenants.endpoint, {
    ...toSign(key),
    service: 'sts',
    operation: 'GetCallerIdentity',
  });
  expect(await send(request)).toMatchObject({ status: 200 });
  await tenants.succeed('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Inactive' }, root);
  expect(await send(request)).toMatchObject({ status: 403, code: 'InvalidClientTokenId' });
  await tenants.succeed('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Active' }, root);
  expect(await send(request)).toMatchObject({ status: 200 });
  await tenants.succeed('iam', 'DeleteAccessKey', { UserName, AccessKeyId }, root);
  expect(await send(request)).toMatchObject({ status: 403, code: 'InvalidClientTokenId' });
});

test('a session whose role was deleted, or made again, has none of its permissions', async () => {
  const asSession = toSign(session);
  expect(await send(await sign(session))).toMatchObject({ status: 200 });
  await tenants.succeed('iam', 'DeleteRolePolicy', { RoleName: 'held', PolicyName: 'held' }, root);
  expect(await send(await sign(session))).toMatchObject({ code: 'AccessDeniedException' });
  await tenants.succeed('iam', 'DeleteRole', { RoleName: 'held' }, root);
  const refused = await send(await signedRequest(tenants.endpoint, asSession));
  expect(refused.status).toBeGreaterThanOrEqual(400);
  const AssumeRolePolicyDocument = policyOf({
    Effect: 'Allow',
    Principal: { AWS: holder },
    Action: 'sts:AssumeRole',
  });
  await tenants.succeed('iam', 'CreateRole', { RoleName: 'held', AssumeRolePolicyDocument }, root);
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: '*', Resource: '*' });
  await tenants.succeed(
    'iam',
    'PutRolePolicy',
    { RoleName: 'held', PolicyName: 'all', PolicyDocument },
    root,
  );
  expect((await send(await sign(session))).status).toBeGreaterThanOrEqual(400);
  expect(await send(await sign(await sessionOf('third')))).toMatchObject({ status: 200 });
});
