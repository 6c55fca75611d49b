import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { Enforcement } from '../../../../src/runtime/identity/identity.ts';
import {
  type Clients,
  createRole,
  createStateMachine,
  makesManagedRules,
  refusalOf,
  roleArn,
  rootKey,
  setPermissions,
  sourceAccount,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from '../../../cross-account/two-accounts.ts';

const executionRule = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';
const batchRule = 'StepFunctionsGetEventsForBatchJobsRule';
const clusterRule = 'StepFunctionsGetEventForEMRRunJobFlowRule';

const task = (resource: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Parameters: parametersOf[resource] ?? {},
  End: true,
  ...more,
});
const nested = 'states:startExecution.sync:2';
const parametersOf: Readonly<Record<string, JsonObject>> = {
  [nested]: { StateMachineArn: `arn:aws:states:us-east-1:${sourceAccount}:stateMachine:child` },
  'states:startExecution.waitForTaskToken': {
    StateMachineArn: `arn:aws:states:us-east-1:${sourceAccount}:stateMachine:child`,
    Input: { 'token.$': '$$.Task.Token' },
  },
  'batch:submitJob': { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' },
  'batch:submitJob.sync': { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' },
  'glue:startJobRun.sync': { JobName: 'j' },
  'elasticmapreduce:createCluster.sync': { Name: 'n', Instances: {} },
};

/** What there is to wait for in a definition, and the rules that are made for it. */
const definitions: readonly {
  readonly behavior: string;
  readonly states: JsonObject;
  readonly rules: readonly string[];
}[] = [
  {
    behavior: 'a nested execution that is waited for has a rule',
    states: { A: task(nested) },
    rules: [executionRule],
  },
  {
    behavior: 'tasks of one integration share their rule, and nested states count',
    states: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Both',
          States: {
            Both: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'A', States: { A: task('batch:submitJob.sync') } },
                { StartAt: 'B', States: { B: task('batch:submitJob.sync') } },
                { StartAt: 'C', States: { C: task(nested) } },
              ],
              End: true,
            },
          },
        },
        End: true,
      },
    },
    rules: [batchRule, executionRule],
  },
  {
    behavior: 'a service of AWS alone has its rule all the same',
    states: { A: task('elasticmapreduce:createCluster.sync') },
    rules: [clusterRule],
  },
  { behavior: 'a job that is polled only has none', states: { A: task('glue:startJobRun.sync') }, rules: [] },
  { behavior: 'a job that is not waited for has none', states: { A: task('batch:submitJob') }, rules: [] },
  {
    behavior: 'a callback has none',
    states: { A: task('states:startExecution.waitForTaskToken') },
    rules: [],
  },
  {
    behavior: 'a job that another role starts has none',
    states: { A: task(nested, { Credentials: { RoleArn: roleArn(targetAccount, 'r') } }) },
    rules: [],
  },
];

let accounts: TwoAccounts;
beforeAll(async () => {
  accounts = await twoAccounts();
  await createRole(accounts.source, 'makes', {
    trust: [trustsService('states')],
    permissions: [makesManagedRules],
  });
  await createRole(accounts.source, 'makes-not', { trust: [trustsService('states')] });
});
afterAll(() => accounts.close());

const makes = roleArn(sourceAccount, 'makes');
const makesNot = roleArn(sourceAccount, 'makes-not');
const refused = (arn: string) => ({
  name: 'AccessDeniedException',
  message: `'${arn}' is not authorized to create managed-rule.`,
  status: 400,
});

async function rulesOf({ events }: Clients): Promise<readonly string[]> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  return Rules.map(({ Name = '' }) => Name);
}

let regionCount = 0;
/** A region of its own, where no rules are. */
function freshRegion(): Clients {
  regionCount += 1;
  return accounts.clientsFor(rootKey(sourceAccount), `eu-test-${regionCount}`);
}

describe.each(definitions)('$behavior', ({ states, rules }) => {
  test('when it is created', async () => {
    const clients = freshRegion();
    await createStateMachine(clients, 'machine', { role: makes, states });
    expect(await rulesOf(clients)).toEqual(rules);
  });

  test('when it is updated', async () => {
    const clients = freshRegion();
    const stateMachineArn = await createStateMachine(clients, 'machine', {
      role: makesNot,
      states: { A: { Type: 'Succeed' } },
    });
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
    await clients.states.send(new UpdateStateMachineCommand({ stateMachineArn, definition, roleArn: makes }));
    expect(await rulesOf(clients)).toEqual(rules);
  });

  test(`is ${rules.length > 0 ? 'refused' : 'taken'} where the role may make no rule`, async () => {
    const clients = freshRegion();
    const creation = createStateMachine(clients, 'machine', { role: makesNot, states });
    if (rules.length > 0) expect(await refusalOf(creation)).toEqual(refused(makesNot));
    else await creation;
    expect(await rulesOf(clients)).toEqual([]);
  });
});

const waits = { A: task(nested) };

test.each(['events:PutRule', 'events:PutTargets', 'events:DescribeRule'])(
  'without %s on the rule there is none',
  async (action) => {
    const clients = freshRegion();
    const role = await createRole(clients, 'lacks', { trust: [trustsService('states')] });
    const all = makesManagedRules.Action as readonly string[];
    await setPermissions(clients, 'lacks', [
      { Action: all.filter((each) => each !== action), Resource: `arn:aws:events:*:*:rule/${executionRule}` },
    ]);
    expect(await refusalOf(createStateMachine(clients, 'machine', { role, states: waits }))).toEqual(
      refused(role),
    );
    await setPermissions(clients, 'lacks', [
      { Action: all, Resource: `arn:aws:events:*:*:rule/${executionRule}` },
    ]);
    await createStateMachine(clients, 'machine', { role, states: waits });
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: 'lacks', PolicyName: 'inline' }));
    await clients.iam.send(new DeleteRoleCommand({ RoleName: 'lacks' }));
  },
);

test('another role is asked for the rule, too', async () => {
  const clients = freshRegion();
  const stateMachineArn = await createStateMachine(clients, 'machine', { role: makes, states: waits });
  const update = clients.states.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn: makesNot }));
  expect(await refusalOf(update)).toEqual(refused(makesNot));
});

test('a rule is the service’s own, and comes back with the next update once it was deleted', async () => {
  const clients = freshRegion();
  const stateMachineArn = await createStateMachine(clients, 'machine', { role: makes, states: waits });
  const rule = await clients.events.send(new DescribeRuleCommand({ Name: executionRule }));
  expect(rule).toMatchObject({
    State: 'ENABLED',
    ManagedBy: 'states.amazonaws.com',
    EventBusName: 'default',
  });
  expect(JSON.parse(rule.EventPattern ?? '')).toEqual({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
  });
  const { events } = clients;
  expect(await refusalOf(events.send(new DeleteRuleCommand({ Name: executionRule })))).toMatchObject({
    name: 'ManagedRuleException',
  });
  await events.send(new DeleteRuleCommand({ Name: executionRule, Force: true }));
  expect(await rulesOf(clients)).toEqual([]);
  const definition = JSON.stringify({ StartAt: 'A', States: { A: task(nested, { Comment: 'again' }) } });
  await clients.states.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  expect(await rulesOf(clients)).toEqual([executionRule]);
});

test('a rule that a user has under that name is left alone', async () => {
  const clients = freshRegion();
  const EventPattern = '{"source":["mine"]}';
  await clients.events.send(new PutRuleCommand({ Name: executionRule, EventPattern }));
  await createStateMachine(clients, 'machine', { role: makes, states: waits });
  const rule = await clients.events.send(new DescribeRuleCommand({ Name: executionRule }));
  expect(rule).toMatchObject({ EventPattern });
  expect(rule.ManagedBy).toBeUndefined();
});

const lenient: readonly { readonly enforcement: Enforcement; readonly role: string }[] = [
  { enforcement: 'audit', role: 'makes-not' },
  { enforcement: 'off', role: 'makes-not' },
  { enforcement: 'enforce', role: 'unknown' },
];

test.each(lenient)(
  'with $enforcement the role $role may have its rules made',
  async ({ enforcement, role }) => {
    const server = await twoAccounts({ enforcement });
    const { source } = server;
    await createRole(source, 'makes-not', { trust: [trustsService('states')] });
    const definition = JSON.stringify({ StartAt: 'A', States: waits });
    const request = { name: 'machine', definition, roleArn: roleArn(sourceAccount, role) };
    await source.states.send(new CreateStateMachineCommand(request));
    expect(await rulesOf(source)).toEqual([executionRule]);
    const put = server.audited.filter(({ action }) => action === 'events:PutRule');
    expect(put.map(({ outcome }) => outcome)).toEqual(
      enforcement === 'off' ? [] : [role === 'unknown' ? 'unknown-role' : 'would-be-denied'],
    );
    await server.close();
  },
);
