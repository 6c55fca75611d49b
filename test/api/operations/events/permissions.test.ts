import { describe, expect, test } from 'vitest';
import type { Services } from '../../../../src/api/operation.ts';
import { eventsOperations } from '../../../../src/api/operations/events/index.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import {
  account,
  anEntry,
  anEventWorld,
  type EventWorld,
  otherAccount,
  otherRoot,
  root,
} from '../../../eventbridge/an-event-world.ts';
import { errorOf } from '../../../support/an-identity.ts';

const arn = `arn:aws:events:us-east-1:${account}`;
const onBus = `${arn}:event-bus/orders`;
const onRule = `${arn}:rule/orders/large`;
const named = { Name: 'large', EventBusName: 'orders' };
const ruleOf = { Rule: 'large', EventBusName: 'orders' };
const role = `arn:aws:iam::${account}:role/r`;
const pattern = '{"source":["shop"],"detail-type":["Order"]}';

/** What each operation asks to be allowed, each by its action without the prefix and its resource. */
const cases: readonly (readonly [keyof typeof eventsOperations, JsonObject, readonly string[]])[] = [
  ['CreateEventBus', { Name: 'orders' }, [`CreateEventBus ${onBus}`]],
  [
    'CreateEventBus',
    { Name: 'orders', Tags: [{ Key: 'a', Value: 'b' }] },
    [`CreateEventBus ${onBus}`, `TagResource ${onBus}`],
  ],
  ['DescribeEventBus', {}, [`DescribeEventBus ${arn}:event-bus/default`]],
  ['DescribeEventBus', { Name: onBus }, [`DescribeEventBus ${onBus}`]],
  ['ListEventBuses', {}, ['ListEventBuses *']],
  ['UpdateEventBus', { Name: 'orders' }, [`UpdateEventBus ${onBus}`]],
  ['DeleteEventBus', { Name: 'orders' }, [`DeleteEventBus ${onBus}`]],
  ['PutPermission', {}, ['PutPermission *']],
  ['RemovePermission', {}, ['RemovePermission *']],
  ['PutRule', { Name: 'large', EventPattern: pattern }, [`PutRule ${arn}:rule/large`]],
  [
    'PutRule',
    { ...named, EventPattern: pattern, RoleArn: role, Tags: [{ Key: 'a', Value: 'b' }] },
    [`PutRule ${onRule}`, `TagResource ${onRule}`, `iam:PassRole ${role}`],
  ],
  ['DescribeRule', named, [`DescribeRule ${onRule}`]],
  ['ListRules', {}, ['ListRules *']],
  ['ListRuleNamesByTarget', { TargetArn: role }, ['ListRuleNamesByTarget *']],
  ['EnableRule', named, [`EnableRule ${onRule}`]],
  ['DisableRule', named, [`DisableRule ${onRule}`]],
  ['DeleteRule', named, [`DeleteRule ${onRule}`]],
  ['TestEventPattern', { EventPattern: '{}', Event: '{}' }, ['TestEventPattern *']],
  [
    'PutTargets',
    { ...ruleOf, Targets: ['a', 'b'].map((Id) => ({ Id, Arn: onBus, RoleArn: role })) },
    [`PutTargets ${onRule}`, `iam:PassRole ${role}`],
  ],
  ['RemoveTargets', { ...ruleOf, Ids: ['a'] }, [`RemoveTargets ${onRule}`]],
  ['ListTargetsByRule', ruleOf, [`ListTargetsByRule ${onRule}`]],
  [
    'PutEvents',
    { Entries: [anEntry(), anEntry(), anEntry({ EventBusName: 'orders' }), anEntry({ Source: 'mail' })] },
    [`PutEvents ${arn}:event-bus/default`, `PutEvents ${onBus}`, `PutEvents ${arn}:event-bus/default`],
  ],
  ['TagResource', { ResourceARN: onRule, Tags: [] }, [`TagResource ${onRule}`]],
  ['UntagResource', { ResourceARN: onBus, TagKeys: [] }, [`UntagResource ${onBus}`]],
  ['ListTagsForResource', { ResourceARN: onBus }, [`ListTagsForResource ${onBus}`]],
  ['CreateConnection', { Name: 'c' }, [`CreateConnection ${arn}:connection/c`]],
  ['DescribeConnection', { Name: 'c' }, [`DescribeConnection ${arn}:connection/c`]],
  ['UpdateConnection', { Name: 'c' }, [`UpdateConnection ${arn}:connection/c`]],
  ['DeleteConnection', { Name: 'c' }, [`DeleteConnection ${arn}:connection/c`]],
  ['ListConnections', {}, ['ListConnections *']],
];

async function permissionsOf(
  { store, clock }: EventWorld,
  name: keyof typeof eventsOperations,
  input: JsonObject,
) {
  const services = { store, clock } as unknown as Services;
  return eventsOperations[name].permissions(input, { caller: root, requestId: 'r', services });
}

test.each(cases)('%s %j asks for %j', async (name, input, expected) => {
  const permissions = await permissionsOf(anEventWorld(), name, input);
  const asked = permissions.map(({ action, resource }) => `${action.replace(/^events:/, '')} ${resource}`);
  expect(asked).toEqual(expected);
});

test('no operation is left out above', () => {
  expect(Object.keys(eventsOperations).filter((name) => !cases.some(([each]) => each === name))).toEqual([]);
});

describe('condition keys', () => {
  test('of a rule: its tags, who made it, and what its pattern is limited to', async () => {
    const world = anEventWorld();
    await world.events('PutRule', { Name: 'r', EventPattern: pattern, Tags: [{ Key: 'team', Value: 'a' }] });
    const input = { Name: 'r', EventPattern: pattern, Tags: [{ Key: 'team', Value: 'b' }] };
    const [permission] = await permissionsOf(world, 'PutRule', input);
    expect(permission?.context).toEqual({
      'aws:ResourceTag/team': 'a',
      'aws:RequestTag/team': 'b',
      'aws:TagKeys': ['team'],
      'events:creatorAccount': account,
      'events:source': ['shop'],
      'events:detail-type': ['Order'],
    });
  });

  test('of targets: their ARNs', async () => {
    const Targets = [{ Id: 'a', Arn: onBus }];
    const [permission] = await permissionsOf(anEventWorld(), 'PutTargets', { ...ruleOf, Targets });
    expect(permission?.context).toMatchObject({ 'events:TargetArn': [onBus] });
  });

  test('of events: their source and type', async () => {
    const [permission] = await permissionsOf(anEventWorld(), 'PutEvents', { Entries: [anEntry()] });
    expect(permission?.context).toEqual({
      'events:source': 'shop',
      'events:detail-type': 'Order',
      'events:eventBusInvocation': 'false',
    });
  });
});

describe('another account', () => {
  async function withPolicy(actions: readonly string[]): Promise<EventWorld> {
    const world = anEventWorld();
    await world.events('CreateEventBus', { Name: 'orders' });
    const statement = {
      Sid: 'other',
      Effect: 'Allow',
      Principal: { AWS: otherAccount },
      Action: actions,
      Resource: [onBus, `${arn}:rule/orders/*`],
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await world.events('PutPermission', { EventBusName: 'orders', Policy });
    return world;
  }

  const putRule = { Name: 'theirs', EventBusName: onBus, EventPattern: pattern };

  test('puts events where the policy of the bus lets it', async () => {
    const world = await withPolicy(['events:PutEvents']);
    const Entries = [anEntry({ EventBusName: onBus })];
    expect(await world.events('PutEvents', { Entries }, otherRoot)).toMatchObject({ FailedEntryCount: 0 });
    expect(await errorOf(world.events('PutRule', putRule, otherRoot))).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
    });
  });

  test('may have rules there, which say who made them', async () => {
    const world = await withPolicy(['events:PutRule', 'events:DescribeRule', 'events:ListRules']);
    await world.events('PutRule', putRule, otherRoot);
    const asked = { Name: 'theirs', EventBusName: onBus };
    expect(await world.events('DescribeRule', asked, otherRoot)).toMatchObject({
      Arn: `${arn}:rule/orders/theirs`,
      CreatedBy: otherAccount,
    });
    expect(await world.events('ListRules', { EventBusName: onBus }, otherRoot)).toMatchObject({
      Rules: [{ Name: 'theirs' }],
    });
  });

  test('is kept out without a policy', async () => {
    const world = anEventWorld();
    const Entries = [anEntry({ EventBusName: `${arn}:event-bus/default` })];
    expect(await errorOf(world.events('PutEvents', { Entries }, otherRoot))).toMatchObject({
      code: 'AccessDeniedException',
    });
  });
});

describe('roles of targets', () => {
  const machine = `arn:aws:states:us-east-1:${account}:stateMachine:m`;
  const put = (world: EventWorld, RoleArn: string) =>
    world.events('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: machine, RoleArn }] });

  test.each([
    { role: `arn:aws:iam::${account}:role/absent`, code: 'ValidationException' },
    { role: `arn:aws:iam::${otherAccount}:role/theirs`, code: 'AccessDeniedException' },
    { role: 'role/no-arn', code: 'ValidationException' },
  ])('$role is refused with $code', async ({ role: roleArn, code }) => {
    const world = anEventWorld();
    await world.events('PutRule', { Name: 'r', EventPattern: pattern });
    expect(await errorOf(put(world, roleArn))).toMatchObject({ code });
  });

  test('a role that trusts EventBridge is taken', async () => {
    const world = anEventWorld();
    await world.events('PutRule', { Name: 'r', EventPattern: pattern });
    expect(await put(world, await world.createRole('starter'))).toEqual({
      FailedEntryCount: 0,
      FailedEntries: [],
    });
  });
});
