import { expect, test } from 'vitest';
import type { IssuedCredentials } from '../../../src/runtime/identity/identity.ts';
import { anIdentity, errorOf, policy, rootOf, trust } from '../../support/an-identity.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/Worker`;
const send = { action: 'sqs:SendMessage', resource: '*' };
const receive = { action: 'sqs:ReceiveMessage', resource: '*' };

async function aSession(options: Parameters<typeof anIdentity>[0] = {}) {
  const world = anIdentity(options);
  await world.invoke('CreateRole', { RoleName: 'Worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
  await world.invoke('PutRolePolicy', {
    RoleName: 'Worker',
    PolicyName: 'p',
    PolicyDocument: policy({ Action: 'sqs:*', Resource: '*' }),
  });
  const sessionPolicy = policy({ Action: 'sqs:SendMessage', Resource: '*' });
  const request = { roleArn, roleSessionName: 'work', sessionPolicy };
  const session = await world.identity.assumeRole(rootOf(account), request);
  return { ...world, session, credentials: world.identity.issueCredentials(session) };
}

test('temporary credentials find their session again, as narrow as it was opened', async () => {
  const first = await aSession();
  // Another process with the same secret and store knows nothing but the token.
  const { identity } = anIdentity({ store: first.store });
  const { accessKeyId, secretAccessKey, sessionToken } = first.credentials;
  expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
  const found = await identity.findCredential(accessKeyId, sessionToken);
  expect(found).toMatchObject({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    account,
    expiresAt: first.session.expiresAt,
    principal: { arn: first.session.assumedRoleArn, roleArn },
  });
  if (found === undefined) return;
  const caller = { ...rootOf(account), principal: found.principal };
  expect(await errorOf(identity.authorize(caller, send))).toBeUndefined();
  expect((await errorOf(identity.authorize(caller, receive)))?.code).toBe('AccessDeniedException');
});

const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

const tampered: readonly (readonly [
  string,
  (issued: IssuedCredentials) => readonly [string, string | undefined],
])[] = [
  ['a changed first character', ({ accessKeyId, sessionToken }) => [accessKeyId, flip(sessionToken, 0)]],
  ['a changed middle character', ({ accessKeyId, sessionToken }) => [accessKeyId, flip(sessionToken, 60)]],
  [
    'a changed authentication tag',
    ({ accessKeyId, sessionToken }) => [accessKeyId, flip(sessionToken, sessionToken.length - 6)],
  ],
  ['a missing end', ({ accessKeyId, sessionToken }) => [accessKeyId, sessionToken.slice(0, -8)]],
  ['text after its end', ({ accessKeyId, sessionToken }) => [accessKeyId, `${sessionToken}!`]],
  ['nothing in it', ({ accessKeyId }) => [accessKeyId, '']],
  ['another access key', ({ sessionToken }) => ['ASIAAAAAAAAAAAAAAAAA', sessionToken]],
  ['no token at all', ({ accessKeyId }) => [accessKeyId, undefined]],
];

test.each(tampered)('a session token with %s is nobody’s', async (_, change) => {
  const { identity, credentials } = await aSession();
  expect(await identity.findCredential(credentials.accessKeyId, credentials.sessionToken)).toBeDefined();
  expect(await identity.findCredential(...change(credentials))).toBeUndefined();
});

test('a token of another installation is nobody’s', async () => {
  const { store, credentials } = await aSession();
  const other = anIdentity({ store, secret: Buffer.from('another secret') });
  expect(
    await other.identity.findCredential(credentials.accessKeyId, credentials.sessionToken),
  ).toBeUndefined();
});

test('each issue of a session has keys of its own', async () => {
  const { identity, session, credentials } = await aSession();
  const again = identity.issueCredentials(session);
  expect(again.accessKeyId).not.toBe(credentials.accessKeyId);
  expect(again.secretAccessKey).not.toBe(credentials.secretAccessKey);
  expect(await identity.findCredential(again.accessKeyId, credentials.sessionToken)).toBeUndefined();
});

test('a long-term key is its user’s until it is made inactive', async () => {
  const { identity, invoke } = anIdentity();
  await invoke('CreateUser', { UserName: 'Ada', Tags: [{ Key: 'team', Value: 'a' }] });
  const { AccessKey } = (await invoke('CreateAccessKey', { UserName: 'Ada' })) as {
    AccessKey: { AccessKeyId: string; SecretAccessKey: string };
  };
  const { AccessKeyId, SecretAccessKey } = AccessKey;
  expect(await identity.findCredential(AccessKeyId, undefined)).toMatchObject({
    secretAccessKey: SecretAccessKey,
    sessionToken: undefined,
    expiresAt: undefined,
    account,
    principal: { kind: 'User', arn: `arn:aws:iam::${account}:user/Ada`, tags: { team: 'a' } },
  });
  expect(await identity.findCredential(AccessKeyId, 'a token')).toBeUndefined();
  await invoke('UpdateAccessKey', { UserName: 'Ada', AccessKeyId, Status: 'Inactive' });
  expect(await identity.findCredential(AccessKeyId, undefined)).toBeUndefined();
  await invoke('UpdateAccessKey', { UserName: 'Ada', AccessKeyId, Status: 'Active' });
  expect(await identity.findCredential(AccessKeyId, undefined)).toBeDefined();
  await invoke('DeleteAccessKey', { UserName: 'Ada', AccessKeyId });
  expect(await identity.findCredential(AccessKeyId, undefined)).toBeUndefined();
});

test('a user’s own policies hold for calls with the user’s key', async () => {
  const { identity, invoke } = anIdentity();
  await invoke('CreateUser', { UserName: 'Ada' });
  const document = policy({ Action: 'sqs:SendMessage', Resource: '*' });
  await invoke('PutUserPolicy', { UserName: 'Ada', PolicyName: 'p', PolicyDocument: document });
  const { AccessKey } = (await invoke('CreateAccessKey', { UserName: 'Ada' })) as {
    AccessKey: { AccessKeyId: string };
  };
  const found = await identity.findCredential(AccessKey.AccessKeyId, undefined);
  expect(found).toBeDefined();
  if (found === undefined) return;
  const ada = { ...rootOf(account), principal: found.principal };
  expect(await errorOf(identity.authorize(ada, send))).toBeUndefined();
  expect((await errorOf(identity.authorize(ada, receive)))?.code).toBe('AccessDeniedException');
});

test('a key of the root user has its account', async () => {
  const { identity, store } = anIdentity();
  const key = { kind: 'AccessKey', account: '', region: '', name: 'AKIAROOTSKEYAAAAAAAA' } as const;
  const body = {
    account,
    partition: 'aws',
    userName: undefined,
    secretAccessKey: 'secret',
    status: 'Active',
    createdAt: 0,
  } as const;
  await store.resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
  expect(await identity.findCredential(key.name, undefined)).toMatchObject({
    account,
    principal: { kind: 'Account', arn: `arn:aws:iam::${account}:root` },
  });
});

test('a key that was never given is nobody’s', async () => {
  const { identity } = anIdentity();
  expect(await identity.findCredential('AKIANOBODYSKEY234567', undefined)).toBeUndefined();
});
