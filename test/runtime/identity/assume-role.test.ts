import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { iamUser } from '../../../src/iam/principal.ts';
import type { AssumeRoleRequest, Caller } from '../../../src/runtime/identity/identity.ts';
import { anIdentity, errorOf, policy, rootOf, testStart, trust } from '../../support/an-identity.ts';

const source = '111111111111';
const target = '222222222222';
const roleArn = `arn:aws:iam::${target}:role/Target`;
const adaArn = `arn:aws:iam::${source}:user/Ada`;
const request: AssumeRoleRequest = { roleArn, roleSessionName: 'work', externalId: 'machine' };

/** Ada of the source account, with the policy that is given, and a role of the target account with a trust policy. */
async function aPair({ trustPolicy, adasPolicy }: { trustPolicy: string; adasPolicy?: string | undefined }) {
  const world = anIdentity({ explainDenials: false });
  const created = (await world.invoke('CreateUser', { UserName: 'Ada' })) as { User: { UserId: string } };
  if (adasPolicy !== undefined) {
    await world.invoke('PutUserPolicy', { UserName: 'Ada', PolicyName: 'p', PolicyDocument: adasPolicy });
  }
  await world.invoke(
    'CreateRole',
    { RoleName: 'Target', AssumeRolePolicyDocument: trustPolicy, MaxSessionDuration: 7200 },
    rootOf(target),
  );
  const ada: Caller = {
    ...rootOf(source),
    principal: iamUser({ arn: adaArn, userId: created.User.UserId }),
  };
  return { ...world, ada };
}

const mayAssume = policy({ Action: 'sts:AssumeRole', Resource: roleArn });
const requiresId = (id: string) => ({ Condition: { StringEquals: { 'sts:ExternalId': id } } });

const trusts: Readonly<Record<string, { readonly document: string; readonly lets: boolean }>> = {
  'names the caller': { document: trust({ AWS: adaArn }), lets: true },
  "names the caller's account": { document: trust({ AWS: source }), lets: true },
  'names another user': { document: trust({ AWS: `arn:aws:iam::${source}:user/Bob` }), lets: false },
  'names another account': { document: trust({ AWS: '333333333333' }), lets: false },
  'requires the external id that is given': {
    document: trust({ AWS: adaArn }, requiresId('machine')),
    lets: true,
  },
  'requires another external id': { document: trust({ AWS: adaArn }, requiresId('other')), lets: false },
  'denies the caller although it also allows': {
    document: policy(
      { Principal: { AWS: source }, Action: 'sts:AssumeRole' },
      { Effect: 'Deny', Principal: { AWS: adaArn }, Action: 'sts:AssumeRole' },
    ),
    lets: false,
  },
};

const callers: Readonly<Record<string, { readonly document: string | undefined; readonly lets: boolean }>> = {
  'may assume the role': { document: mayAssume, lets: true },
  'has no policy': { document: undefined, lets: false },
  'may assume another role': {
    document: policy({ Action: 'sts:AssumeRole', Resource: `${roleArn}2` }),
    lets: false,
  },
  'is denied although also allowed': {
    document: policy({ Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'sts:*', Resource: roleArn }),
    lets: false,
  },
};

describe('across accounts a role is assumed where both sides allow it', () => {
  const cases = Object.entries(trusts).flatMap(([trustPolicy, trusting]) =>
    Object.entries(callers).map(([caller, calling]) => ({ trustPolicy, trusting, caller, calling })),
  );
  test.each(cases)('the trust policy $trustPolicy, and the caller $caller', async ({ trusting, calling }) => {
    const { identity, ada } = await aPair({ trustPolicy: trusting.document, adasPolicy: calling.document });
    const error = await errorOf(identity.assumeRole(ada, request));
    expect(error).toEqual(
      trusting.lets && calling.lets
        ? undefined
        : {
            code: 'AccessDenied',
            status: 403,
            message: `User: ${adaArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          },
    );
  });
});

interface RequestCase {
  readonly behavior: string;
  readonly asked: Partial<AssumeRoleRequest>;
  readonly trusted?: JsonObject;
  readonly error?: { readonly code: string; readonly message: string | RegExp };
}

const requestCases: readonly RequestCase[] = [
  { behavior: 'a session may last as long as its role says', asked: { durationSeconds: 7200 } },
  {
    behavior: 'a session lasts no longer than its role says',
    asked: { durationSeconds: 7201 },
    error: {
      code: 'ValidationException',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    },
  },
  {
    behavior: 'a role that is not there is not told from one that does not trust',
    asked: { roleArn: `${roleArn}2` },
    error: {
      code: 'AccessDenied',
      message: /^User: .* is not authorized to perform: sts:AssumeRole on resource: /,
    },
  },
  {
    behavior: 'a role is known by its whole path',
    asked: { roleArn: `arn:aws:iam::${target}:role/path/Target` },
    error: { code: 'AccessDenied', message: /on resource: .*role\/path\/Target$/ },
  },
  {
    behavior: 'a role of another partition is out of reach',
    asked: { roleArn: `arn:aws-cn:iam::${target}:role/Target` },
    error: { code: 'AccessDenied', message: /arn:aws-cn/ },
  },
  {
    behavior: 'what is no ARN of a role cannot be assumed',
    asked: { roleArn: 'arn:aws:iam::222222222222:user/Target' },
    error: { code: 'ValidationException', message: 'arn:aws:iam::222222222222:user/Target is invalid' },
  },
  {
    behavior: 'a session policy must be a policy',
    asked: { sessionPolicy: '{}' },
    error: { code: 'MalformedPolicyDocument', message: /./ },
  },
  {
    behavior: 'tags need a permission of their own',
    asked: { tags: [{ key: 'team', value: 'a' }] },
    error: { code: 'AccessDenied', message: /sts:TagSession/ },
  },
  {
    behavior: 'tags are let through where the trust policy lets them',
    asked: { tags: [{ key: 'team', value: 'a' }] },
    trusted: { Action: ['sts:AssumeRole', 'sts:TagSession'] },
  },
  {
    behavior: 'a source identity needs a permission of its own',
    asked: { sourceIdentity: 'ada' },
    error: { code: 'AccessDenied', message: /sts:SetSourceIdentity/ },
  },
  {
    behavior: 'session policies and tags have room for so much',
    asked: {
      tags: Array.from({ length: 20 }, (_, index) => ({ key: `key${index}`, value: 'a'.repeat(256) })),
    },
    trusted: { Action: 'sts:*' },
    error: { code: 'PackedPolicyTooLarge', message: /^Packed policy consumes \d+% of allotted space/ },
  },
];

test.each(requestCases)('$behavior', async ({ asked, trusted = {}, error }) => {
  const { identity, ada } = await aPair({
    trustPolicy: trust({ AWS: source }, { Action: ['sts:AssumeRole'], ...trusted }),
    adasPolicy: policy({ Action: 'sts:*', Resource: '*' }),
  });
  const thrown = await errorOf(identity.assumeRole(ada, { ...request, ...asked }));
  if (error === undefined) expect(thrown).toBeUndefined();
  else {
    expect(thrown?.code).toBe(error.code);
    expect(thrown?.message).toMatch(error.message);
  }
});

test('a session carries its role, its name and its end', async () => {
  const { identity, ada, invoke } = await aPair({
    trustPolicy: trust({ AWS: adaArn }),
    adasPolicy: mayAssume,
  });
  const { Role } = (await invoke('GetRole', { RoleName: 'Target' }, rootOf(target))) as { Role: JsonObject };
  const session = await identity.assumeRole(ada, request);
  expect(session).toMatchObject({
    roleArn,
    assumedRoleArn: `arn:aws:sts::${target}:assumed-role/Target/work`,
    assumedRoleId: `${Role.RoleId}:work`,
    account: target,
    expiresAt: testStart + 3600_000,
    packedPolicyPercent: 0,
  });
  expect(identity.callerOf(session, 'eu-west-1').place).toEqual({
    partition: 'aws',
    account: target,
    region: 'eu-west-1',
  });
});

test('a role that another role assumes is held for an hour at most', async () => {
  const { identity, ada, invoke } = await aPair({
    trustPolicy: trust({ AWS: [source, target] }),
    adasPolicy: mayAssume,
  });
  const next = `arn:aws:iam::${target}:role/Next`;
  await invoke(
    'CreateRole',
    {
      RoleName: 'Next',
      AssumeRolePolicyDocument: trust({ AWS: roleArn }),
      MaxSessionDuration: 43_200,
    },
    rootOf(target),
  );
  const caller = identity.callerOf(await identity.assumeRole(ada, request), 'us-east-1');
  const chained = { roleArn: next, roleSessionName: 'chained' };
  expect((await identity.assumeRole(caller, chained)).expiresAt).toBe(testStart + 3600_000);
  expect(await errorOf(identity.assumeRole(caller, { ...chained, durationSeconds: 3601 }))).toMatchObject({
    code: 'ValidationException',
    message:
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  });
});

test('a denial explains which side lacks what, where it is asked to', async () => {
  const { identity, invoke, audited } = anIdentity();
  await invoke(
    'CreateRole',
    { RoleName: 'Target', AssumeRolePolicyDocument: trust({ AWS: '333333333333' }) },
    rootOf(target),
  );
  const error = await errorOf(identity.assumeRole(rootOf(source), request));
  expect(error?.message).toContain(`trust policy in account ${target}`);
  expect(audited).toMatchObject([{ outcome: 'denied', action: 'sts:AssumeRole', resource: roleArn }]);
});
