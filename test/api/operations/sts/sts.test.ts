import { expect, test } from 'vitest';
import { iamUser } from '../../../../src/iam/principal.ts';
import { anIdentity, errorOf, policy, rootOf, testStart, trust } from '../../../support/an-identity.ts';

const account = '111111111111';
const target = '222222222222';
const RoleArn = `arn:aws:iam::${target}:role/Target`;

test('GetCallerIdentity shows the root user, a user and an assumed role each in its form', async () => {
  const { invoke, identity } = anIdentity();
  await invoke(
    'CreateRole',
    { RoleName: 'Target', AssumeRolePolicyDocument: trust({ AWS: account }) },
    rootOf(target),
  );
  const session = await identity.assumeRole(rootOf(account), { roleArn: RoleArn, roleSessionName: 'work' });
  const ada = iamUser({ arn: `arn:aws:iam::${account}:user/navy/Ada`, userId: 'AIDAADA' });
  expect(await invoke('GetCallerIdentity', {}, rootOf(account))).toEqual({
    UserId: account,
    Account: account,
    Arn: `arn:aws:iam::${account}:root`,
  });
  expect(await invoke('GetCallerIdentity', {}, { ...rootOf(account), principal: ada })).toEqual({
    UserId: 'AIDAADA',
    Account: account,
    Arn: `arn:aws:iam::${account}:user/navy/Ada`,
  });
  expect(await invoke('GetCallerIdentity', {}, identity.callerOf(session, 'us-east-1'))).toEqual({
    UserId: session.assumedRoleId,
    Account: target,
    Arn: `arn:aws:sts::${target}:assumed-role/Target/work`,
  });
});

test('GetCallerIdentity shows a dummy role under an id that stays its own', async () => {
  const { invoke, identity } = anIdentity({ auditUnknownRoles: true });
  const session = await identity.assumeRole(rootOf(account), { roleArn: RoleArn, roleSessionName: 'work' });
  expect(await invoke('GetCallerIdentity', {}, identity.callerOf(session, 'us-east-1'))).toMatchObject({
    UserId: session.assumedRoleId,
  });
  expect(session.assumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:work$/);
});

test('AssumeRole gives credentials that its own session is found by', async () => {
  const { invoke, identity } = anIdentity();
  const trustPolicy = trust(
    { AWS: account },
    {
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'sts:ExternalId': 'x1' } },
    },
  );
  await invoke('CreateRole', { RoleName: 'Target', AssumeRolePolicyDocument: trustPolicy }, rootOf(target));
  const answer = await invoke('AssumeRole', {
    RoleArn,
    RoleSessionName: 'work',
    ExternalId: 'x1',
    DurationSeconds: 900,
    SourceIdentity: 'ada',
    Policy: policy({ Action: 's3:*', Resource: '*' }),
    PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
  });
  expect(answer).toEqual({
    Credentials: {
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: testStart + 900_000,
    },
    AssumedRoleUser: {
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:work$/),
      Arn: `arn:aws:sts::${target}:assumed-role/Target/work`,
    },
    PackedPolicySize: expect.any(Number),
    SourceIdentity: 'ada',
  });
  const { Credentials } = answer as { Credentials: { AccessKeyId: string; SessionToken: string } };
  const found = await identity.findCredential(Credentials.AccessKeyId, Credentials.SessionToken);
  expect(found?.account).toBe(target);
});

test('AssumeRole without the external id that the role requires is denied', async () => {
  const { invoke } = anIdentity();
  const trustPolicy = trust({ AWS: account }, { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } });
  await invoke('CreateRole', { RoleName: 'Target', AssumeRolePolicyDocument: trustPolicy }, rootOf(target));
  expect(await errorOf(invoke('AssumeRole', { RoleArn, RoleSessionName: 'work' }))).toMatchObject({
    code: 'AccessDenied',
    status: 403,
  });
});
