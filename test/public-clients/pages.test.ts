import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as states from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { lambdaOperations } from '../../src/api/operations/lambda/index.ts';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import type { JsonObject } from '../../src/base/json.ts';
import {
  createEchoFunction,
  createRole,
  createStateMachine,
  policy,
  run,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../cross-account/two-accounts.ts';

/** Of everything there are more than two pages. */
const itemCount = 7;
const pageSize = 3;
const items = Array.from({ length: itemCount }, (_, index) => `item-${index}`);

let accounts: TwoAccounts;
let executionArn: string;
let stateMachineArn: string;
let policyArn: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  const { source } = accounts;
  const role = await createRole(source, 'item-0', {
    trust: [trustsService('states'), trustsService('lambda')],
  });
  for (const name of items.slice(1)) await createRole(source, name, { trust: [trustsService('states')] });
  await preparePolicies(accounts, 'item-0');
  for (const name of items) {
    await source.states.send(new states.CreateActivityCommand({ name }));
    await createEchoFunction(source, name, role);
    await createStateMachine(source, name, { role, states: { Done: { Type: 'Succeed' } } });
  }
  const passes: Record<string, JsonObject> = {};
  items.forEach((name, index) => {
    const next = items[index + 1];
    passes[name] = { Type: 'Pass', ...(next === undefined ? { End: true } : { Next: next }) };
  });
  const machine = await createStateMachine(source, 'passes', { role, states: passes });
  executionArn = (await run(source, machine)).outcome.executionArn ?? '';
  for (const name of items.slice(1)) await startExecution(source, machine, { name });
  await source.states.send(
    new states.DeleteStateMachineCommand({ stateMachineArn: machine.replace('passes', 'item-6') }),
  );
  stateMachineArn = machine;
});

afterAll(() => accounts?.close());

/** Policies of every kind, versions, tags, users and their keys, for one role and user. */
async function preparePolicies({ source }: TwoAccounts, name: string): Promise<void> {
  const document = policy({ Action: 'sqs:SendMessage', Resource: '*' });
  const entity = { RoleName: name, UserName: name };
  for (const each of items) await source.iam.send(new iam.CreateUserCommand({ UserName: each }));
  for (const each of items) {
    const created = await source.iam.send(
      new iam.CreatePolicyCommand({ PolicyName: each, PolicyDocument: document }),
    );
    const { Arn: PolicyArn = '' } = created.Policy ?? {};
    policyArn ??= PolicyArn;
    await source.iam.send(new iam.AttachRolePolicyCommand({ ...entity, PolicyArn }));
    await source.iam.send(new iam.AttachUserPolicyCommand({ ...entity, PolicyArn }));
    await source.iam.send(new iam.AttachUserPolicyCommand({ UserName: each, PolicyArn: policyArn }));
    const inline = { PolicyName: each, PolicyDocument: document };
    await source.iam.send(new iam.PutRolePolicyCommand({ ...entity, ...inline }));
    await source.iam.send(new iam.PutUserPolicyCommand({ ...entity, ...inline }));
    await source.iam.send(new iam.TagRoleCommand({ RoleName: name, Tags: [{ Key: each, Value: each }] }));
  }
  // A policy has five versions at most, and a user two keys.
  for (const _ of items.slice(0, 4)) {
    await source.iam.send(
      new iam.CreatePolicyVersionCommand({ PolicyArn: policyArn, PolicyDocument: document }),
    );
  }
  for (const _ of items.slice(0, 2))
    await source.iam.send(new iam.CreateAccessKeyCommand({ UserName: name }));
}

interface Pages {
  /** The member of each page that has its items. */
  readonly list: string;
  readonly input?: () => object;
  /** Items there are in all, and asked for in a page. */
  readonly count?: number;
  readonly size?: number;
}

const role = () => ({ RoleName: 'item-0' });
const user = () => ({ UserName: 'item-0' });

const roleArn = `arn:aws:iam::${sourceAccount}:role/item-0`;
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const actionNames = Array.from({ length: itemCount }, (_, index) => `s3:GetObject${'Acl'.repeat(index)}`);

/** By the name of the paginator; a page has three items of seven where nothing else is said. */
const paginators: Readonly<Record<'states' | 'iam' | 'lambda', Readonly<Record<string, Pages>>>> = {
  states: {
    // Seven Pass states that are entered and left, and the execution's start and end.
    GetExecutionHistory: { list: 'events', input: () => ({ executionArn }), count: 2 * itemCount + 2 },
    ListActivities: { list: 'activities' },
    ListExecutions: { list: 'executions', input: () => ({ stateMachineArn }) },
    ListStateMachines: { list: 'stateMachines' },
  },
  iam: {
    ListAccessKeys: { list: 'AccessKeyMetadata', input: user, count: 2, size: 1 },
    ListAttachedRolePolicies: { list: 'AttachedPolicies', input: role },
    ListAttachedUserPolicies: { list: 'AttachedPolicies', input: user },
    // Attached to every user, and to one role.
    ListEntitiesForPolicy: { list: 'PolicyUsers', input: () => ({ PolicyArn: policyArn }) },
    ListPolicies: { list: 'Policies', input: () => ({ Scope: 'Local' }) },
    ListPolicyVersions: { list: 'Versions', input: () => ({ PolicyArn: policyArn }), count: 5, size: 2 },
    ListRolePolicies: { list: 'PolicyNames', input: role },
    ListRoleTags: { list: 'Tags', input: role },
    ListRoles: { list: 'Roles' },
    ListUserPolicies: { list: 'PolicyNames', input: user },
    ListUsers: { list: 'Users' },
    SimulateCustomPolicy: {
      list: 'EvaluationResults',
      input: () => ({ PolicyInputList: [allowAll], ActionNames: actionNames }),
    },
    SimulatePrincipalPolicy: {
      list: 'EvaluationResults',
      input: () => ({ PolicySourceArn: roleArn, ActionNames: actionNames }),
    },
  },
  lambda: { ListFunctions: { list: 'Functions' } },
};

const clients = {
  states: { exports: states as Readonly<Record<string, unknown>>, operations: statesOperations },
  iam: { exports: iam as Readonly<Record<string, unknown>>, operations: iamOperations },
  lambda: { exports: lambda as Readonly<Record<string, unknown>>, operations: lambdaOperations },
};

type Paginate = (options: object, input: object) => AsyncIterable<Readonly<Record<string, unknown>>>;

describe.each(['states', 'iam', 'lambda'] as const)('paginators of %s', (service) => {
  const { exports, operations } = clients[service];

  test.each(Object.entries(paginators[service]))('%s', async (name, { list, input, count, size }) => {
    const paginate = exports[`paginate${name}`] as Paginate;
    const expected = count ?? itemCount;
    const options = { client: accounts.source[service], pageSize: size ?? pageSize };
    const found: unknown[] = [];
    for await (const page of paginate(options, input?.() ?? {})) {
      const onPage = (page[list] ?? []) as readonly unknown[];
      expect(onPage.length).toBeLessThanOrEqual(options.pageSize);
      found.push(...onPage);
    }
    expect(found).toHaveLength(expected);
    expect(new Set(found.map((item) => JSON.stringify(item))).size).toBe(expected);
    expect(expected).toBeGreaterThan(options.pageSize);
  });

  test('every paginator of an operation there is', () => {
    const served = new Set(Object.keys(operations));
    const names = Object.keys(exports)
      .filter((name) => name.startsWith('paginate'))
      .map((name) => name.slice('paginate'.length))
      .filter((name) => served.has(name) && name !== 'ListMapRuns');
    expect(names.sort()).toEqual(Object.keys(paginators[service]));
  });
});

test.skip('paginators of states > ListMapRuns: there are no Map Runs without Distributed Map states', () => {});

type WaitUntil = (options: object, input: object) => Promise<{ readonly state: string }>;

test.each<['iam' | 'lambda', string, () => object]>([
  ['iam', 'RoleExists', role],
  ['iam', 'UserExists', user],
  ['iam', 'PolicyExists', () => ({ PolicyArn: policyArn })],
  ['lambda', 'FunctionExists', () => ({ FunctionName: 'item-0' })],
  ['lambda', 'FunctionActive', () => ({ FunctionName: 'item-0' })],
  ['lambda', 'FunctionActiveV2', () => ({ FunctionName: 'item-0' })],
  ['lambda', 'FunctionUpdated', () => ({ FunctionName: 'item-0' })],
  ['lambda', 'FunctionUpdatedV2', () => ({ FunctionName: 'item-0' })],
])('the waiter of %s for %s sees what is there', async (service, name, input) => {
  const waitUntil = clients[service].exports[`waitUntil${name}`] as WaitUntil;
  const options = { client: accounts.source[service], maxWaitTime: 10 };
  expect((await waitUntil(options, input())).state).toBe('SUCCESS');
});
