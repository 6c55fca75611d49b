import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation, Services } from '../../../../src/api/operation.ts';
import { anIdentity, operations, policy, type TestIdentity, trust } from '../../../support/an-identity.ts';
import { type RunningServer, startServer } from '../../../support/api-server.ts';

// The AWS SDK's own clients, over HTTP, signed with keys that IAM itself gave out.

const account = '111111111111';
let world: TestIdentity;
let server: RunningServer;

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const adminKeys: Keys = { accessKeyId: 'AKIAADMINAAAAAAAAAAA', secretAccessKey: 'the root secret' };

function clients(credentials: Keys) {
  const options = { endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { iam: new IAMClient(options), sts: new STSClient(options) };
}

beforeAll(async () => {
  // Signatures carry the real time, and so must what is signed with.
  world = anIdentity({ clock: { now: () => Date.now() } });
  const { accessKeyId, secretAccessKey } = adminKeys;
  const root = {
    account,
    partition: 'aws',
    userName: undefined,
    secretAccessKey,
    status: 'Active',
    createdAt: 0,
  } as const;
  const key = { kind: 'AccessKey', account: '', region: '', name: accessKeyId } as const;
  await world.store.resources.write([{ type: 'put', key, body: root, expectedRevision: 0 }]);
  let idCount = 0;
  const services = {
    store: world.store,
    identity: world.identity,
    log: pino({ level: 'silent' }),
    clock: { now: () => Date.now() },
    newId: () => `client id ${++idCount}`,
  } as unknown as Services;
  server = await startServer(Object.values<Operation>(operations), { services });
});

afterAll(() => server.close());

test('a user who was made and given keys over HTTP assumes a role and works with it', async () => {
  const admin = clients(adminKeys);
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({
      RoleName: 'Worker',
      Path: '/team/',
      AssumeRolePolicyDocument: trust({ AWS: account }),
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  );
  expect(Role?.CreateDate).toBeInstanceOf(Date);
  const mayList = policy({ Action: ['iam:ListRoles', 'iam:GetRole'], Resource: '*' });
  const created = await admin.iam.send(
    new CreatePolicyCommand({ PolicyName: 'List', PolicyDocument: mayList }),
  );
  await admin.iam.send(new AttachRolePolicyCommand({ RoleName: 'Worker', PolicyArn: created.Policy?.Arn }));
  await admin.iam.send(new CreateUserCommand({ UserName: 'Ada' }));
  await admin.iam.send(
    new PutUserPolicyCommand({
      UserName: 'Ada',
      PolicyName: 'assume',
      PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: Role?.Arn ?? '' }),
    }),
  );
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'Ada' }));

  const ada = clients({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  expect(await ada.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account,
    Arn: `arn:aws:iam::${account}:user/Ada`,
  });
  await expect(ada.iam.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      `User: arn:aws:iam::${account}:user/Ada is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${account}:role/ because no identity-based policy allows the iam:ListRoles action`,
    ),
  });
  const { Credentials } = await ada.sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'work' }),
  );
  expect(Credentials?.Expiration).toBeInstanceOf(Date);

  const worker = clients({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  const listed = await worker.iam.send(new ListRolesCommand({ PathPrefix: '/team/' }));
  expect(listed.Roles?.map(({ Arn }) => Arn)).toEqual([Role?.Arn]);
  const read = await worker.iam.send(new GetRoleCommand({ RoleName: 'Worker' }));
  expect(read.Role?.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  expect(decodeURIComponent(read.Role?.AssumeRolePolicyDocument ?? '')).toBe(trust({ AWS: account }));
  await expect(worker.iam.send(new CreateUserCommand({ UserName: 'Eve' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  const attached = await admin.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'Worker' }));
  expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'List', PolicyArn: created.Policy?.Arn }]);
});

test('errors arrive under the names that the clients know', async () => {
  const { iam } = clients(adminKeys);
  await expect(iam.send(new GetRoleCommand({ RoleName: 'Nobody' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name Nobody cannot be found.',
    $metadata: { httpStatusCode: 404 },
  });
  const broken = { RoleName: 'Broken', AssumeRolePolicyDocument: '{' };
  await expect(iam.send(new CreateRoleCommand(broken))).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    $metadata: { httpStatusCode: 400 },
  });
});
