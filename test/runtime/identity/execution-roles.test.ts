import { expect, test } from 'vitest';
import { anIdentity, errorOf, policy, trust } from '../../support/an-identity.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/Machine`;
const sourceArn = `arn:aws:states:eu-west-1:${account}:stateMachine:orders`;
const request = { roleArn, sourceArn, service: 'states' };
const notTrusted = {
  code: 'AccessDeniedException',
  status: 400,
  message:
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
};
const service = (name: string, more = {}) => trust({ Service: name }, more);
const from = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });

async function aMachineRole(trustPolicy: string) {
  const world = anIdentity();
  await world.invoke('CreateRole', { RoleName: 'Machine', AssumeRolePolicyDocument: trustPolicy });
  return world;
}

test.each([
  ['the global service principal', service('states.amazonaws.com'), true],
  ['the regional service principal', service('states.eu-west-1.amazonaws.com'), true],
  ['the service in another region', service('states.us-east-1.amazonaws.com'), false],
  ['another service', service('lambda.amazonaws.com'), false],
  ['its own account only', trust({ AWS: account }), false],
  ['this state machine', service('states.amazonaws.com', from('aws:SourceArn', sourceArn)), true],
  ['another state machine', service('states.amazonaws.com', from('aws:SourceArn', `${sourceArn}2`)), false],
  ['this account', service('states.amazonaws.com', from('aws:SourceAccount', account)), true],
  ['another account', service('states.amazonaws.com', from('aws:SourceAccount', '222222222222')), false],
])('a role that trusts %s', async (_, trustPolicy, isTrusting) => {
  const { identity } = await aMachineRole(trustPolicy);
  const error = await errorOf(identity.assumeExecutionRole(request));
  expect(error).toEqual(isTrusting ? undefined : notTrusted);
});

test('a function runs as a role that trusts lambda', async () => {
  const { identity } = await aMachineRole(service('lambda.amazonaws.com'));
  const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:f`;
  const session = await identity.assumeExecutionRole({
    roleArn,
    sourceArn: functionArn,
    service: 'lambda',
  });
  expect(session.account).toBe(account);
});

test('a role of another account is refused', async () => {
  const { identity } = await aMachineRole(service('states.amazonaws.com'));
  const elsewhere = sourceArn.replace(account, '222222222222');
  expect(await errorOf(identity.assumeExecutionRole({ ...request, sourceArn: elsewhere }))).toEqual({
    code: 'AccessDeniedException',
    status: 400,
    message: 'Cross-account pass role is not allowed.',
  });
});

test('a session is kept until shortly before it expires', async () => {
  const { identity, clock } = await aMachineRole(service('states.amazonaws.com'));
  const first = await identity.assumeExecutionRole(request);
  clock.at = first.expiresAt - 6 * 60_000;
  expect(await identity.assumeExecutionRole(request)).toBe(first);
  clock.at = first.expiresAt - 4 * 60_000;
  expect(await identity.assumeExecutionRole(request)).not.toBe(first);
});

test('a role that no longer trusts is not assumed again, although a session is open', async () => {
  const { identity, invoke } = await aMachineRole(service('states.amazonaws.com'));
  await identity.assumeExecutionRole(request);
  await invoke('UpdateAssumeRolePolicy', {
    RoleName: 'Machine',
    PolicyDocument: service('lambda.amazonaws.com'),
  });
  expect(await errorOf(identity.assumeExecutionRole(request))).toEqual(notTrusted);
});

test('a role that nobody created is refused', async () => {
  const { identity, audited } = anIdentity();
  expect(await errorOf(identity.assumeExecutionRole(request))).toEqual(notTrusted);
  expect(audited).toMatchObject([{ outcome: 'denied', explanation: `There is no role ${roleArn}.` }]);
});

test('a dummy role of any account runs where unknown roles are only recorded, and what exists is still enforced', async () => {
  const { identity, invoke, audited } = anIdentity({ auditUnknownRoles: true });
  const dummy = { ...request, roleArn: 'arn:aws:iam::012345678901:role/DummyRole' };
  const session = await identity.assumeExecutionRole(dummy);
  const caller = identity.callerOf(session, 'eu-west-1');
  expect(caller.place.account).toBe(account);
  await identity.authorize(caller, { action: 'sqs:SendMessage', resource: '*' });
  expect(audited.map(({ outcome }) => outcome)).toEqual(['unknown-role', 'unknown-role']);

  const target = { roleArn: `arn:aws:iam::${account}:role/Target`, roleSessionName: 'work' };
  await invoke('CreateRole', { RoleName: 'Target', AssumeRolePolicyDocument: trust({ AWS: dummy.roleArn }) });
  expect(await errorOf(identity.assumeRole(caller, target))).toBeUndefined();
  await invoke('UpdateAssumeRolePolicy', {
    RoleName: 'Target',
    PolicyDocument: trust({ AWS: '222222222222' }),
  });
  expect((await errorOf(identity.assumeRole(caller, target)))?.code).toBe('AccessDenied');
});

test('a role that is created after all is enforced, in sessions that were open before', async () => {
  const { identity, invoke } = anIdentity({ auditUnknownRoles: true });
  const caller = identity.callerOf(await identity.assumeExecutionRole(request), 'eu-west-1');
  const send = { action: 'sqs:SendMessage', resource: '*' };
  expect(await errorOf(identity.authorize(caller, send))).toBeUndefined();
  await invoke('CreateRole', {
    RoleName: 'Machine',
    AssumeRolePolicyDocument: service('states.amazonaws.com'),
  });
  expect((await errorOf(identity.authorize(caller, send)))?.code).toBe('AccessDeniedException');
  const document = policy({ Action: 'sqs:SendMessage', Resource: '*' });
  await invoke('PutRolePolicy', { RoleName: 'Machine', PolicyName: 'p', PolicyDocument: document });
  expect(await errorOf(identity.authorize(caller, send))).toBeUndefined();
});

test('a dummy role of another partition stays out of reach of a task', async () => {
  const { identity, audited } = anIdentity({ auditUnknownRoles: true });
  const caller = identity.callerOf(await identity.assumeExecutionRole(request), 'eu-west-1');
  const asked = { roleArn: 'arn:aws-cn:iam::222222222222:role/Dummy', roleSessionName: 'work' };
  expect((await errorOf(identity.assumeRole(caller, asked)))?.code).toBe('AccessDenied');
  expect(await errorOf(identity.assumeRole(caller, { ...asked, roleArn }))).toBeUndefined();
  // The execution role, then the caller, whom nobody knows, and the role it takes.
  expect(audited.map(({ outcome }) => outcome)).toEqual(['unknown-role', 'unknown-role', 'unknown-role']);
});

test('a role that exists takes a dummy role only where its own policies let it', async () => {
  const { identity, invoke } = anIdentity({ auditUnknownRoles: true });
  await invoke('CreateRole', {
    RoleName: 'Machine',
    AssumeRolePolicyDocument: service('states.amazonaws.com'),
  });
  const caller = identity.callerOf(await identity.assumeExecutionRole(request), 'eu-west-1');
  const asked = { roleArn: 'arn:aws:iam::222222222222:role/Dummy', roleSessionName: 'work' };
  expect((await errorOf(identity.assumeRole(caller, asked)))?.code).toBe('AccessDenied');
  const document = policy({ Action: 'sts:AssumeRole', Resource: asked.roleArn });
  await invoke('PutRolePolicy', { RoleName: 'Machine', PolicyName: 'p', PolicyDocument: document });
  expect(await errorOf(identity.assumeRole(caller, asked))).toBeUndefined();
});
