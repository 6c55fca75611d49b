import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { applyRoles } from '../../../src/cli/policy/apply-roles.ts';
import { type RunningServer, startServer } from '../../../src/main.ts';
import { type RoleSet, roleSetOf } from '../../../src/policy-generator/formats/role-set.ts';
import type { Machine } from '../../../src/policy-generator/machine.ts';
import {
  type Clients,
  createEchoFunction,
  createRole,
  createStateMachine,
  policy,
  roleArn,
  run,
  sourceAccount,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';

const region = 'us-east-1';

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
});

afterAll(() => accounts?.close());

function invoke(functionName: string, credentials?: string): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionName, 'Payload.$': '$' },
    ...(credentials !== undefined && { Credentials: { RoleArn: credentials } }),
    OutputPath: '$.Payload',
  };
}

/** Its tasks one after the other. */
function aMachine(name: string, tasks: readonly JsonObject[], role = `${name}-role`): Machine {
  const states = tasks.map((task, index) => {
    const next = index + 1 < tasks.length ? { Next: `Task ${index + 1}` } : { End: true };
    return [`Task ${index}`, { ...task, ...next }] as const;
  });
  return {
    partition: 'aws',
    account: sourceAccount,
    region,
    name,
    type: 'STANDARD',
    definition: { StartAt: 'Task 0', States: Object.fromEntries(states) },
    executionRoleArn: roleArn(sourceAccount, role),
    isLogged: false,
    isTraced: false,
  };
}

function setOf(machine: Machine): RoleSet {
  return roleSetOf([machine], { findAction: () => undefined });
}

interface Applying {
  readonly isDryRun?: boolean;
  readonly url?: string;
  readonly profiles?: ReadonlyMap<string, string>;
}

/** What changed of each role, by its name. */
async function apply(
  machine: Machine,
  { isDryRun = false, url = accounts.endpoint, profiles = new Map<string, string>() }: Applying = {},
): Promise<Readonly<Record<string, readonly string[]>>> {
  const applied = await applyRoles(setOf(machine), { url, region, isDryRun, profiles });
  return Object.fromEntries(
    applied.map(({ roleArn: arn, changes }) => [
      arn.slice(arn.lastIndexOf('/') + 1),
      changes.map(({ action, policyName }) => `${action} ${policyName ?? ''}`.trim()),
    ]),
  );
}

async function trustOf(
  { iam }: Clients,
  RoleName: string,
): Promise<{ readonly Statement: readonly JsonObject[] }> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
}

describe('a workflow across two accounts', () => {
  const machine = aMachine('orders', [
    invoke('total'),
    invoke('price', roleArn(targetAccount, 'order-desk')),
  ]);
  const made = {
    'orders-role': ['CreateRole', 'PutRolePolicy orders-role-orders-1'],
    'order-desk': ['CreateRole', 'PutRolePolicy order-desk-orders-1'],
  };

  test('a dry run tells what would change, and changes nothing', async () => {
    expect(await apply(machine, { isDryRun: true })).toEqual(made);
    expect(await apply(machine, { isDryRun: true })).toEqual(made);
  });

  test('gets the roles it needs in both of them', async () => {
    expect(await apply(machine)).toEqual(made);
  });

  test('runs with them', async () => {
    for (const [clients, name] of [
      [accounts.source, 'total'],
      [accounts.target, 'price'],
    ] as const) {
      const role = await createRole(clients, `runs-${name}`, { trust: [trustsService('lambda')] });
      await createEchoFunction(clients, name, role);
    }
    const stateMachine = await createStateMachine(accounts.source, 'orders', {
      role: roleArn(sourceAccount, 'orders-role'),
      states: machine.definition.States as JsonObject,
    });
    const { outcome } = await run(accounts.source, stateMachine, { input: { n: 1 } });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(accounts.audited).toEqual([]);
  });

  test('has nothing to change the second time', async () => {
    expect(await apply(machine)).toEqual({ 'orders-role': [], 'order-desk': [] });
  });

  test('only what is no longer so is changed', async () => {
    const { iam } = accounts.source;
    const names = { RoleName: 'orders-role', PolicyName: 'orders-role-orders-1' };
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(names));
    await iam.send(
      new PutRolePolicyCommand({ ...names, PolicyDocument: policy({ Action: 's3:*', Resource: '*' }) }),
    );
    expect(await apply(machine)).toEqual({
      'orders-role': ['PutRolePolicy orders-role-orders-1'],
      'order-desk': [],
    });
    expect(await iam.send(new GetRolePolicyCommand(names))).toMatchObject({ PolicyDocument });
  });
});

test('a target role that another workflow uses goes on serving it', async () => {
  const role = roleArn(targetAccount, 'shared-desk');
  const [first, second] = ['first', 'second'].map((name) => aMachine(name, [invoke(name, role)])) as [
    Machine,
    Machine,
  ];
  await apply(first);
  expect(await apply(second)).toMatchObject({
    'shared-desk': ['UpdateAssumeRolePolicy', 'PutRolePolicy shared-desk-second-1'],
  });
  expect(await apply(first)).toMatchObject({ 'shared-desk': [] });
  expect((await trustOf(accounts.target, 'shared-desk')).Statement).toHaveLength(2);
});

test('statements that are not about the state machine stay in the trust policy, and its own are replaced', async () => {
  const machine = aMachine('trusted', [invoke('total')]);
  await apply(machine);
  const { Statement } = await trustOf(accounts.source, 'trusted-role');
  const other = { Effect: 'Allow', ...trustsService('lambda') };
  const changed = Statement.map((statement) => ({
    ...statement,
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  }));
  await accounts.source.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'trusted-role',
      PolicyDocument: policy(other, ...changed),
    }),
  );
  expect(await apply(machine)).toEqual({ 'trusted-role': ['UpdateAssumeRolePolicy'] });
  expect((await trustOf(accounts.source, 'trusted-role')).Statement).toEqual([other, ...Statement]);
});

test('policies that others gave a role stay, and those that are no longer needed go', async () => {
  const machine = aMachine('fewer', [invoke('total')]);
  await apply(machine);
  const put = (PolicyName: string) =>
    accounts.source.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'fewer-role',
        PolicyName,
        PolicyDocument: policy({ Action: 's3:*', Resource: '*' }),
      }),
    );
  await put('by-hand');
  await put('fewer-role-fewer-2');
  expect(await apply(machine)).toEqual({ 'fewer-role': ['DeleteRolePolicy fewer-role-fewer-2'] });
  const { PolicyNames } = await accounts.source.iam.send(
    new ListRolePoliciesCommand({ RoleName: 'fewer-role' }),
  );
  expect(PolicyNames?.sort()).toEqual(['by-hand', 'fewer-role-fewer-1']);
});

describe('a role that holds more than it has room for', () => {
  const numbered = (count: number, word: string) =>
    aMachine(
      'large',
      Array.from({ length: count }, (_, index) => invoke(`${word}-number-${index}`)),
    );

  test('gets managed policies, attached', async () => {
    const { 'large-role': changes = [] } = await apply(numbered(300, 'function'));
    expect(changes).toEqual([
      'CreateRole',
      ...[1, 2, 3, 4].flatMap((number) => [
        `CreatePolicy large-role-large-${number}`,
        `AttachRolePolicy large-role-large-${number}`,
      ]),
    ]);
    expect(await apply(numbered(300, 'function'))).toEqual({ 'large-role': [] });
  });

  test('has new versions made of those that change, and the oldest deleted where there are too many', async () => {
    const PolicyArn = `arn:aws:iam::${sourceAccount}:policy/large-role-large-1`;
    const { iam } = accounts.source;
    for (const word of ['b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `${letter.repeat(8)}`)) {
      const { 'large-role': changes = [] } = await apply(numbered(300, word));
      expect(changes).toContain('CreatePolicyVersion large-role-large-1');
    }
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions.map(({ VersionId }) => VersionId).sort()).toEqual(['v3', 'v4', 'v5', 'v6', 'v7']);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
    );
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toContain('gggggggg-number-0');
  });

  test('keeps its policies inline once they fit, and has the others detached', async () => {
    const { 'large-role': changes = [] } = await apply(numbered(1, 'function'));
    expect(changes[0]).toBe('PutRolePolicy large-role-large-1');
    expect(changes.slice(1).every((change) => change.startsWith('DetachRolePolicy'))).toBe(true);
    const { AttachedPolicies } = await accounts.source.iam.send(
      new ListAttachedRolePoliciesCommand({ RoleName: 'large-role' }),
    );
    expect(AttachedPolicies).toEqual([]);
  });
});

test('a server that cannot be reached is an error', async () => {
  await expect(apply(aMachine('any', [invoke('f')]), { url: 'http://127.0.0.1:1' })).rejects.toThrow(
    'connect ECONNREFUSED',
  );
});

describe('on a server that verifies signatures', () => {
  const own = aMachine('own', [invoke('f')]);
  const folder = mkdtempSync(join(tmpdir(), 'apply-roles-'));
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer({
      mode: 'start',
      host: '127.0.0.1',
      port: 0,
      dataDirectory: join(folder, 'data'),
      enforcement: 'enforce',
      account: sourceAccount,
      region,
      logLevel: 'silent',
    });
    const { accessKeyId = '', secretAccessKey = '' } = server.rootAccessKey ?? {};
    const profile = `[root]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    writeFileSync(join(folder, 'credentials'), profile);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('credentials that the SDK finds are those of their account', async () => {
    expect(await apply(own, { url: server.endpoint })).toEqual({
      'own-role': ['CreateRole', 'PutRolePolicy own-role-own-1'],
    });
  });

  test('a profile is that of the account it is named for', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
    const profiles = new Map([[sourceAccount, 'root']]);
    expect(await apply(own, { url: server.endpoint, profiles })).toEqual({ 'own-role': [] });
    await expect(apply(own, { url: server.endpoint })).rejects.toThrow('The security token');
  });

  test('credentials of another account are refused before anything is changed', async () => {
    const { accessKeyId = '' } = server.rootAccessKey ?? {};
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    const across = aMachine('across', [invoke('f', roleArn(targetAccount, 'order-desk'))]);
    const refused = apply(across, { url: server.endpoint });
    await expect(refused).rejects.toThrow(
      `The credentials at hand are those of account ${sourceAccount}. Name a profile for account ${targetAccount}: --account-profile ${targetAccount}=PROFILE.`,
    );
    expect(await apply(aMachine('across', [invoke('f')]), { url: server.endpoint, isDryRun: true })).toEqual({
      'across-role': ['CreateRole', 'PutRolePolicy across-role-across-1'],
    });
  });
});
