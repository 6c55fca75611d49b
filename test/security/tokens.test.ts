import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeldResources, holdResources, waitingTask } from './held-resources.ts';
import type { Key } from './signed-request.ts';
import { holder, type TwoTenants, twoTenants } from './two-tenants.ts';

let tenants: TwoTenants;
let held: HeldResources;
let root: Key;
/** Another installation, with the same names in it. */
let others: TwoTenants;
let othersHeld: HeldResources;

beforeAll(async () => {
  [tenants, others] = await Promise.all([twoTenants(), twoTenants()]);
  root = tenants.holderRoot;
  held = await holdResources(tenants);
  othersHeld = await holdResources(others);
});

afterAll(async () => {
  await tenants.close();
  await others.close();
});

/** `token` with each bit of it turned over in turn, one of every `step`. */
function flipped(token: string, step: number): readonly string[] {
  const bytes = Buffer.from(token, 'base64');
  return Array.from({ length: Math.floor((bytes.length * 8) / step) }, (_, index) => {
    const changed = Buffer.from(bytes);
    const bit = index * step;
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return changed.toString('base64');
  });
}

const reports = [
  { operation: 'SendTaskSuccess', input: { output: '{}' } },
  { operation: 'SendTaskFailure', input: { error: 'Forged' } },
  { operation: 'SendTaskHeartbeat', input: {} },
] as const;

async function report(taskToken: string, key: Key = root, which: (typeof reports)[number] = reports[0]) {
  const { code } = await tenants.call('states', which.operation, { ...which.input, taskToken }, key);
  return code;
}

describe('a task token', () => {
  test('with any bit of it turned over is nobody’s', async () => {
    for (const token of flipped(held.taskToken, 1)) expect(await report(token)).toBe('InvalidToken');
  });

  test('is taken whole and in one spelling, or not at all', async () => {
    const { taskToken } = held;
    const forged = [
      taskToken.slice(0, -1),
      taskToken.slice(0, 20),
      taskToken.slice(4),
      `${taskToken}AAAA`,
      `${taskToken}=`,
      ` ${taskToken}`,
      taskToken.replaceAll('=', ''),
      taskToken.repeat(2),
      'A'.repeat(2_048),
    ].filter((token) => token !== taskToken);
    for (const token of forged) expect(await report(token), token).toBe('InvalidToken');
    expect(await report('A'.repeat(2_049))).toBe('ValidationException');
    expect(await report('')).toMatch(/^(ValidationException|InvalidToken)$/);
  });

  test('of another installation is nobody’s, with the same account and names', async () => {
    expect(await report(othersHeld.taskToken)).toBe('InvalidToken');
  });

  test('is worth nothing to another account, whatever that account’s own policies allow', async () => {
    for (const which of reports)
      expect(await report(held.taskToken, tenants.strangerRoot, which)).toBe('InvalidToken');
  });

  test('is taken once: what comes after the end of its task changes nothing', async () => {
    expect(await report(held.taskToken)).toBeUndefined();
    const describe = () =>
      tenants.call('states', 'DescribeExecution', { executionArn: held.names.execution }, root);
    const ended = (await describe()).text;
    for (const which of reports) expect(await report(held.taskToken, root, which)).toBe('TaskTimedOut');
    expect((await describe()).text).toBe(ended);
  });

  test('ends with its execution', async () => {
    const { executionArn, taskToken } = await waitingTask(tenants, root, held.roleArn);
    await tenants.succeed('states', 'StopExecution', { executionArn }, root);
    expect(await report(taskToken)).toBe('TaskTimedOut');
  });
});

describe('a session token', () => {
  let session: Required<Key>;

  async function ask(key: Key) {
    const { code } = await tenants.call('sts', 'GetCallerIdentity', {}, key);
    return code;
  }

  async function sessionAt(where: TwoTenants): Promise<Required<Key>> {
    const UserName = `assumes-${Math.floor(performance.now() * 1_000)}`;
    const key = where.holderRoot;
    await where.succeed('iam', 'CreateUser', { UserName }, key);
    const PolicyDocument = held.policy;
    await where.succeed('iam', 'PutUserPolicy', { UserName, PolicyName: 'all', PolicyDocument }, key);
    const made = await where.succeed('iam', 'CreateAccessKey', { UserName }, key);
    const user = {
      accessKeyId: String(made.AccessKeyId),
      secretAccessKey: String(made.SecretAccessKey),
    };
    const RoleArn = `arn:aws:iam::${holder}:role/held`;
    const output = await where.succeed('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'one' }, user);
    return {
      accessKeyId: String(output.AccessKeyId),
      secretAccessKey: String(output.SecretAccessKey),
      sessionToken: String(output.SessionToken),
    };
  }

  beforeAll(async () => {
    session = await sessionAt(tenants);
  });

  test('with a bit of it turned over is nobody’s', async () => {
    expect(await ask(session)).toBeUndefined();
    for (const sessionToken of flipped(session.sessionToken, 7))
      expect(await ask({ ...session, sessionToken })).toBe('InvalidClientTokenId');
  });

  test('is taken whole and in one spelling, or not at all', async () => {
    const { sessionToken } = session;
    const forged = [
      sessionToken.slice(0, -4),
      sessionToken.slice(4),
      `${sessionToken}AAAA`,
      `${sessionToken}=`,
      'A',
      'A'.repeat(16_000),
    ];
    for (const each of forged)
      expect(await ask({ ...session, sessionToken: each })).toBe('InvalidClientTokenId');
  });

  test('of another installation is nobody’s', async () => {
    expect(await ask(await sessionAt(others))).toBe('InvalidClientTokenId');
  });

  test('does not stand for another session’s key', async () => {
    const second = await sessionAt(tenants);
    expect(await ask({ ...second, sessionToken: session.sessionToken })).toBe('InvalidClientTokenId');
  });
});
