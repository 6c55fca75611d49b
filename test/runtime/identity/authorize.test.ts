import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { parsePolicy } from '../../../src/iam/parse-policy.ts';
import { roleSession } from '../../../src/iam/principal.ts';
import type { IdentityOptions } from '../../../src/runtime/identity/create-identity.ts';
import type { Caller, Permission } from '../../../src/runtime/identity/identity.ts';
import { anIdentity, errorOf, policy, rootOf, trust } from '../../support/an-identity.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/Worker`;
const managedArn = `arn:aws:iam::${account}:policy/Managed`;
const adminArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const queueArn = `arn:aws:sqs:us-east-1:${account}:jobs`;
const send: Permission = { action: 'sqs:SendMessage', resource: queueArn };
const allowSqs = policy({ Action: 'sqs:*', Resource: '*' });
const allowS3 = policy({ Action: 's3:*', Resource: '*' });
const denySqs = policy({ Effect: 'Deny', Action: 'sqs:*', Resource: '*' });

interface Setup {
  readonly inline?: string;
  readonly attached?: readonly string[];
  readonly managed?: string;
  readonly boundary?: string;
  readonly sessionPolicy?: string;
  readonly sessionPolicyArns?: readonly string[];
  readonly options?: Partial<IdentityOptions>;
}

/** A session of a role with the policies that are given. */
async function aWorker({
  inline,
  attached = [],
  managed,
  boundary,
  sessionPolicy,
  sessionPolicyArns,
  options,
}: Setup) {
  const world = anIdentity(options);
  const { invoke, identity } = world;
  if (managed !== undefined) await invoke('CreatePolicy', { PolicyName: 'Managed', PolicyDocument: managed });
  await invoke('CreateRole', {
    RoleName: 'Worker',
    AssumeRolePolicyDocument: trust({ AWS: account }),
    ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
  });
  if (inline !== undefined) {
    await invoke('PutRolePolicy', { RoleName: 'Worker', PolicyName: 'inline', PolicyDocument: inline });
  }
  for (const arn of attached) await invoke('AttachRolePolicy', { RoleName: 'Worker', PolicyArn: arn });
  const session = await identity.assumeRole(rootOf(account), {
    roleArn,
    roleSessionName: 'work',
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    ...(sessionPolicyArns === undefined ? {} : { sessionPolicyArns }),
  });
  return { ...world, session, worker: identity.callerOf(session, 'us-east-1') };
}

const policyCases: readonly (Setup & { readonly behavior: string; readonly allows: boolean })[] = [
  { behavior: 'a role without policies may do nothing', allows: false },
  { behavior: 'an inline policy allows', inline: allowSqs, allows: true },
  { behavior: 'a policy for another service does not allow', inline: allowS3, allows: false },
  { behavior: 'an attached policy allows', managed: allowSqs, attached: [managedArn], allows: true },
  { behavior: "one of AWS's policies allows", attached: [adminArn], allows: true },
  {
    behavior: 'an explicit deny wins over what another policy allows',
    managed: denySqs,
    attached: [managedArn, adminArn],
    allows: false,
  },
  {
    behavior: 'a boundary that does not allow narrows',
    inline: allowSqs,
    managed: allowS3,
    boundary: managedArn,
    allows: false,
  },
  {
    behavior: 'a boundary that allows lets through',
    inline: allowSqs,
    managed: allowSqs,
    boundary: managedArn,
    allows: true,
  },
  { behavior: 'a boundary alone allows nothing', managed: allowSqs, boundary: managedArn, allows: false },
  {
    behavior: 'a session policy that does not allow narrows',
    inline: allowSqs,
    sessionPolicy: allowS3,
    allows: false,
  },
  {
    behavior: 'a session policy that allows lets through',
    inline: allowSqs,
    sessionPolicy: allowSqs,
    allows: true,
  },
  { behavior: 'a session policy alone allows nothing', sessionPolicy: allowSqs, allows: false },
  {
    behavior: 'a managed session policy narrows like an inline one',
    inline: allowSqs,
    managed: allowS3,
    sessionPolicyArns: [managedArn],
    allows: false,
  },
  {
    behavior: 'of several session policies one that allows is enough',
    inline: allowSqs,
    sessionPolicy: allowS3,
    sessionPolicyArns: [adminArn],
    allows: true,
  },
  {
    behavior: 'a managed session policy that is not there lets nothing through',
    inline: allowSqs,
    sessionPolicyArns: [managedArn],
    allows: false,
  },
  {
    behavior: 'a service control policy narrows',
    attached: [adminArn],
    options: {
      serviceControlPolicies: {
        [account]: [{ Full: allowSqs }, { Storage: policy({ Action: ['s3:*', 'sts:*'], Resource: '*' }) }],
      },
    },
    allows: false,
  },
];

test.each(policyCases)('$behavior', async ({ allows, ...setup }) => {
  const options = { ...setup.options, explainDenials: false };
  // Service control policies bind root too, who opens the session; only what the worker does matters here.
  const scp = options.serviceControlPolicies;
  const open = scp === undefined ? options : { ...options, serviceControlPolicies: withSts(scp) };
  const { identity, worker } = await aWorker({ ...setup, options: open });
  const error = await errorOf(identity.authorize(worker, send));
  expect(error?.code).toBe(allows ? undefined : 'AccessDeniedException');
});

function withSts(byAccount: NonNullable<IdentityOptions['serviceControlPolicies']>) {
  const sts = policy({ Action: 'sts:*', Resource: '*' });
  return Object.fromEntries(
    Object.entries(byAccount).map(([each, levels]) => [
      each,
      levels.map((level) => ({ ...level, Sts: sts })),
    ]),
  );
}

const changeCases: readonly {
  readonly behavior: string;
  readonly setup: Setup;
  readonly change: readonly [Parameters<ReturnType<typeof anIdentity>['invoke']>[0], JsonObject];
  readonly allowsAfter: boolean;
}[] = [
  {
    behavior: 'an inline policy',
    setup: {},
    change: ['PutRolePolicy', { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: allowSqs }],
    allowsAfter: true,
  },
  {
    behavior: 'the loss of an inline policy',
    setup: { inline: allowSqs },
    change: ['DeleteRolePolicy', { RoleName: 'Worker', PolicyName: 'inline' }],
    allowsAfter: false,
  },
  {
    behavior: 'another default version of an attached policy',
    setup: { managed: allowSqs, attached: [managedArn] },
    change: ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: denySqs, SetAsDefault: true }],
    allowsAfter: false,
  },
  {
    behavior: 'another default version of a boundary',
    setup: { inline: allowSqs, managed: allowS3, boundary: managedArn },
    change: ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: allowSqs, SetAsDefault: true }],
    allowsAfter: true,
  },
  {
    behavior: 'a boundary put on the role',
    setup: { inline: allowSqs, managed: allowS3 },
    change: ['PutRolePermissionsBoundary', { RoleName: 'Worker', PermissionsBoundary: managedArn }],
    allowsAfter: false,
  },
];

test.each(changeCases)('$behavior counts at once, in a session that is open', async (changeCase) => {
  const { identity, worker, invoke } = await aWorker(changeCase.setup);
  const allows = async () => (await errorOf(identity.authorize(worker, send))) === undefined;
  expect(await allows()).toBe(!changeCase.allowsAfter);
  await invoke(...changeCase.change);
  expect(await allows()).toBe(changeCase.allowsAfter);
});

test('a session has nothing of a successor of its role', async () => {
  const { identity, worker, invoke } = await aWorker({ inline: allowSqs });
  await invoke('DeleteRolePolicy', { RoleName: 'Worker', PolicyName: 'inline' });
  await invoke('DeleteRole', { RoleName: 'Worker' });
  await invoke('CreateRole', { RoleName: 'Worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
  await invoke('AttachRolePolicy', { RoleName: 'Worker', PolicyArn: adminArn });
  expect((await errorOf(identity.authorize(worker, send)))?.code).toBe('AccessDeniedException');
});

test('a denial has the words of AWS, and then names what decided', async () => {
  const { identity, worker, audited } = await aWorker({ inline: denySqs });
  const error = await errorOf(identity.authorize(worker, send));
  expect(error?.message).toMatch(
    `User: arn:aws:sts::${account}:assumed-role/Worker/work is not authorized to perform: sqs:SendMessage ` +
      `on resource: ${queueArn} with an explicit deny in an identity-based policy (`,
  );
  expect(error?.message).toContain(`inline policy inline on ${roleArn} in account ${account}`);
  expect(audited).toMatchObject([{ outcome: 'denied', action: 'sqs:SendMessage', resource: queueArn }]);
});

test.each([
  ['iam:GetRole', 'AccessDenied', 403],
  ['lambda:InvokeFunction', 'AccessDeniedException', 403],
  ['states:StartExecution', 'AccessDeniedException', 400],
])('a denial of %s is called as its service calls it', async (action, code, status) => {
  const { identity, worker } = await aWorker({});
  expect(await errorOf(identity.authorize(worker, { action, resource: '*' }))).toMatchObject({
    code,
    status,
  });
});

test("a resource's own policy lets another account in, if that account lets its role out", async () => {
  const bucket = 'arn:aws:s3:::shelf';
  const grant = policy({ Principal: { AWS: account }, Action: 's3:GetObject', Resource: `${bucket}/*` });
  const resourcePolicy = {
    policy: parsePolicy(grant, 'resource'),
    name: 'bucket policy',
    owner: bucket,
    account: '222222222222',
  };
  const read: Permission = { action: 's3:GetObject', resource: `${bucket}/book`, resourcePolicy };
  const allowed = await aWorker({ inline: allowS3 });
  expect(await errorOf(allowed.identity.authorize(allowed.worker, read))).toBeUndefined();
  const silent = await aWorker({});
  expect((await errorOf(silent.identity.authorize(silent.worker, read)))?.code).toBe('AccessDeniedException');
});

test('conditions see the region of the call, the time, and what the permission says', async () => {
  const { identity, worker, clock } = await aWorker({
    inline: policy({
      Action: 'sqs:*',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'sqs:Colour': 'red' },
        DateLessThan: { 'aws:CurrentTime': '2026-01-15T13:00:00Z' },
      },
    }),
  });
  const allows = async (caller: Caller, colour: string) =>
    (await errorOf(identity.authorize(caller, { ...send, context: { 'sqs:Colour': colour } }))) === undefined;
  expect(await allows(worker, 'red')).toBe(true);
  expect(await allows(worker, 'blue')).toBe(false);
  expect(await allows({ ...worker, place: { ...worker.place, region: 'eu-west-1' } }, 'red')).toBe(false);
  clock.at += 2 * 3600_000;
  expect(await allows(worker, 'red')).toBe(false);
});

test('the source identity of a session is known to conditions', async () => {
  const world = anIdentity();
  await world.invoke('CreateRole', {
    RoleName: 'Worker',
    AssumeRolePolicyDocument: trust(
      { AWS: account },
      { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] },
    ),
  });
  await world.invoke('PutRolePolicy', {
    RoleName: 'Worker',
    PolicyName: 'p',
    PolicyDocument: policy({
      Action: 'sqs:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceIdentity': 'ada' } },
    }),
  });
  for (const [sourceIdentity, allows] of [
    ['ada', true],
    ['bob', false],
  ] as const) {
    const session = await world.identity.assumeRole(rootOf(account), {
      roleArn,
      roleSessionName: 'work',
      sourceIdentity,
    });
    const caller = world.identity.callerOf(session, 'us-east-1');
    expect((await errorOf(world.identity.authorize(caller, send))) === undefined).toBe(allows);
  }
});

test('the root user of an account may do anything in it', async () => {
  const { identity } = anIdentity();
  expect(await errorOf(identity.authorize(rootOf(account), send))).toBeUndefined();
});

test.each([
  ['enforce', true, ['denied']],
  ['audit', false, ['would-be-denied']],
  ['off', false, []],
] as const)('enforcement %s', async (enforcement, denies, outcomes) => {
  const { identity, worker, audited } = await aWorker({ options: { enforcement } });
  expect((await errorOf(identity.authorize(worker, send))) !== undefined).toBe(denies);
  expect(audited.map(({ outcome }) => outcome)).toEqual(outcomes);
});

test('a session of a role that nobody created is let through and recorded, where that is wanted', async () => {
  const dummy: Caller = {
    ...rootOf(account),
    principal: roleSession({ roleArn: `arn:aws:iam::${account}:role/Dummy`, sessionName: 'work' }),
  };
  const lenient = anIdentity({ auditUnknownRoles: true });
  expect(await errorOf(lenient.identity.authorize(dummy, send))).toBeUndefined();
  expect(lenient.audited).toMatchObject([{ outcome: 'unknown-role', action: 'sqs:SendMessage' }]);
  const strict = anIdentity();
  expect((await errorOf(strict.identity.authorize(dummy, send)))?.code).toBe('AccessDeniedException');
});
