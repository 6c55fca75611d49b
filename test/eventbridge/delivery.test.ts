import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { ServiceError } from '../../src/connectors/connector.ts';
import {
  account,
  anEntry,
  anEventWorld,
  type EventWorld,
  otherAccount,
  otherRoot,
} from './an-event-world.ts';

const machine = `arn:aws:states:us-east-1:${account}:stateMachine:orders`;
const shopPattern = '{"source":["shop"]}';
const throttled = new ServiceError('slow down', { code: 'ThrottlingException', status: 400, requestId: 'r' });

/** A rule that starts a state machine with every event of the shop. */
async function withRule(world: EventWorld, target: JsonObject = {}, rule: JsonObject = {}): Promise<void> {
  const RoleArn = await world.createRole('starter');
  await world.events('PutRule', { Name: 'r', EventPattern: shopPattern, ...rule });
  await world.events('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: machine, RoleArn, ...target }] });
}

async function put(world: EventWorld, entry: JsonObject = {}): Promise<void> {
  const { FailedEntryCount } = await world.events('PutEvents', { Entries: [anEntry(entry)] });
  expect(FailedEntryCount).toBe(0);
  await world.settle();
}

test('a state machine gets the event itself, as the role of the target', async () => {
  const world = anEventWorld();
  await withRule(world);
  await put(world, {
    Detail: '{ "total" : 1.0 }',
    Resources: ['a'],
    Time: Date.parse('2026-01-01T00:00:00.5Z'),
  });
  expect(world.calls).toHaveLength(1);
  const [call] = world.calls;
  expect(call).toMatchObject({
    service: 'states',
    action: 'StartExecution',
    input: { stateMachineArn: machine },
  });
  expect(call?.caller.principal).toMatchObject({ roleArn: `arn:aws:iam::${account}:role/starter` });
  const [, id] = /"id":"([^"]*)"/.exec(String(call?.input.input)) ?? [];
  expect(call?.input.input).toBe(
    `{"version":"0","id":"${id}","detail-type":"Order","source":"shop","account":"${account}","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":["a"],"detail":{ "total" : 1.0 }}`,
  );
  expect(call?.input.name).toMatch(new RegExp(`^${id}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`));
});

test('a function is invoked asynchronously by EventBridge itself, which says for which rule', async () => {
  const world = anEventWorld();
  await world.events('PutRule', { Name: 'r', EventPattern: shopPattern });
  const Arn = `arn:aws:lambda:us-east-1:${otherAccount}:function:f`;
  await world.events('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn, Input: '{"a":1}' }] });
  await put(world);
  const [call] = world.calls;
  expect(call).toMatchObject({
    service: 'lambda',
    action: 'Invoke',
    input: { FunctionName: Arn, InvocationType: 'Event', Payload: '{"a":1}' },
    caller: {
      principal: { kind: 'Service', name: 'events.amazonaws.com' },
      place: { account: otherAccount },
      context: {
        'aws:SourceArn': `arn:aws:events:us-east-1:${account}:rule/r`,
        'aws:SourceAccount': account,
      },
    },
  });
});

const inputs: readonly (readonly [title: string, target: JsonObject, input: string])[] = [
  ['Input', { Input: '{"fixed":true}' }, '{"fixed":true}'],
  ['InputPath', { InputPath: '$.detail.user' }, '{"name":"Ada","tags":["x"]}'],
  ['InputPath to nothing', { InputPath: '$.detail.none' }, 'null'],
  [
    'a template of JSON',
    {
      InputTransformer: {
        InputPathsMap: { user: '$.detail.user', name: '$.detail.user.name' },
        InputTemplate: '{"u":<user>,"n":<name>,"s":"Hi <name>: <user>"}',
      },
    },
    String.raw`{"u":{"name":"Ada","tags":["x"]},"n":"Ada","s":"Hi Ada: {\"name\":\"Ada\",\"tags\":[\"x\"]}"}`,
  ],
  [
    'a template of a text in quotes',
    { InputTransformer: { InputPathsMap: { note: '$.detail.note' }, InputTemplate: '"it says <note>"' } },
    String.raw`"it says \"so\""`,
  ],
  [
    'a template of a text without quotes',
    { InputTransformer: { InputPathsMap: { note: '$.detail.note' }, InputTemplate: 'it says <note>' } },
    String.raw`"it says \"so\""`,
  ],
  [
    'a template that is a variable',
    { InputTransformer: { InputPathsMap: { total: '$.detail.total' }, InputTemplate: '<total>' } },
    '7',
  ],
  [
    'a variable that the event lacks',
    {
      InputTransformer: {
        InputPathsMap: { none: '$.detail.none' },
        InputTemplate: '{"a":<none>,"b":"<none>"}',
      },
    },
    '{"a":"","b":""}',
  ],
  [
    'the variables of EventBridge',
    {
      InputTransformer: {
        InputTemplate:
          '{"r":"<aws.events.rule-name>","a":<aws.events.rule-arn>,"t":<aws.events.event.ingestion-time>}',
      },
    },
    `{"r":"r","a":"arn:aws:events:us-east-1:${account}:rule/r","t":"2026-01-15T12:00:00Z"}`,
  ],
];

test.each(inputs)('a target is given what its %s makes', async (_title, target, input) => {
  const world = anEventWorld();
  await withRule(world, target);
  await put(world, { Detail: '{"total":7,"note":"\\"so\\"","user":{"name":"Ada","tags":["x"]}}' });
  expect(world.calls.map((call) => call.input.input)).toEqual([input]);
});

describe('attempts', () => {
  test('a target that is throttled is tried again with growing pauses, under the same name', async () => {
    const world = anEventWorld();
    await withRule(world);
    world.refusals.push(throttled, throttled, throttled);
    await put(world);
    for (let retry = 0; retry < 3; retry += 1) {
      world.clock.ringNext();
      await world.settle();
    }
    const [first, ...rest] = world.calls;
    expect(rest).toHaveLength(3);
    expect(rest.map(({ at }) => at - (first?.at ?? 0))).toEqual([1_000, 3_000, 7_000]);
    expect(new Set(world.calls.map(({ input }) => input.name)).size).toBe(1);
    expect(world.losses).toEqual([]);
  });

  test.each([
    { policy: { MaximumRetryAttempts: 2 }, attempts: 3, reason: 'every attempt failed: slow down' },
    { policy: { MaximumEventAgeInSeconds: 60 }, attempts: 6, reason: 'it is too old: slow down' },
    { policy: { MaximumRetryAttempts: 0 }, attempts: 1, reason: 'every attempt failed: slow down' },
  ])('$policy gives up after $attempts attempts, and says so', async ({ policy, attempts, reason }) => {
    const world = anEventWorld();
    await withRule(world, { RetryPolicy: policy });
    world.refusals.push(...Array.from({ length: 50 }, () => throttled));
    await put(world);
    while (world.clock.timerCount > 0) {
      world.clock.ringNext();
      await world.settle();
    }
    expect(world.calls).toHaveLength(attempts);
    expect(world.losses).toEqual([`an event is not delivered: ${reason}`]);
  });

  test('a target that refuses is not tried again', async () => {
    const world = anEventWorld();
    await withRule(world);
    world.refusals.push(
      new ServiceError('not you', { code: 'AccessDeniedException', status: 400, requestId: 'r' }),
    );
    await put(world);
    expect(world.clock.timerCount).toBe(0);
    expect(world.losses).toEqual(['an event is not delivered: not you']);
  });

  test('an execution that an earlier attempt started is a delivery', async () => {
    const world = anEventWorld();
    await withRule(world);
    world.refusals.push(
      throttled,
      new ServiceError('it is there', { code: 'ExecutionAlreadyExists', status: 400, requestId: 'r' }),
    );
    await put(world);
    world.clock.ringNext();
    await world.settle();
    expect(world.calls).toHaveLength(2);
    expect(world.losses).toEqual([]);
  });

  test('a server that closes gives up what waits, and says so', async () => {
    const world = anEventWorld();
    await withRule(world);
    world.refusals.push(throttled);
    await put(world);
    world.eventBridge.close();
    expect(world.clock.timerCount).toBe(0);
    expect(world.losses).toEqual(['events that wait for another attempt are given up']);
  });
});

describe('from bus to bus', () => {
  const otherBus = `arn:aws:events:us-east-1:${otherAccount}:event-bus/inbox`;

  /** A rule of one account that sends on to a bus of the other, where a rule of its own gives events to `hear`. */
  async function chained(world: EventWorld, { role = false }: { readonly role?: boolean } = {}) {
    await world.events('CreateEventBus', { Name: 'inbox' }, otherRoot);
    await world.events(
      'PutRule',
      { Name: 'in', EventBusName: 'inbox', EventPattern: shopPattern },
      otherRoot,
    );
    const Arn = `arn:aws:lambda:us-east-1:${otherAccount}:function:f`;
    const inner = { Rule: 'in', EventBusName: 'inbox' };
    await world.events('PutTargets', { ...inner, Targets: [{ Id: 'f', Arn }] }, otherRoot);
    const RoleArn = role
      ? await world.createRole('sender', { action: 'events:PutEvents', resource: otherBus })
      : undefined;
    await world.events('PutRule', { Name: 'out', EventPattern: shopPattern });
    const outer = { Id: 'bus', Arn: otherBus, ...(RoleArn === undefined ? {} : { RoleArn }) };
    await world.events('PutTargets', { Rule: 'out', Targets: [outer] });
  }

  const letIn = (principal: string) => ({
    EventBusName: 'inbox',
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'in',
          Effect: 'Allow',
          Principal: { AWS: principal },
          Action: 'events:PutEvents',
          Resource: otherBus,
          Condition: { StringEquals: { 'events:source': 'shop', 'events:eventBusInvocation': 'true' } },
        },
      ],
    }),
  });

  test.each([
    { by: 'the account', role: false, principal: account },
    { by: "the target's role", role: true, principal: `arn:aws:iam::${account}:role/sender` },
  ])(
    'a policy that lets in $by takes the event, with its id and its account',
    async ({ role, principal }) => {
      const world = anEventWorld();
      await chained(world, { role });
      await world.events('PutPermission', letIn(principal), otherRoot);
      await put(world);
      expect(world.losses).toEqual([]);
      const [call] = world.calls;
      expect(JSON.parse(String(call?.input.Payload))).toMatchObject({ account, source: 'shop' });
      expect(call?.caller.context).toMatchObject({
        'aws:SourceArn': `arn:aws:events:us-east-1:${otherAccount}:rule/inbox/in`,
      });
    },
  );

  test('a bus without a policy takes nothing from other accounts', async () => {
    const world = anEventWorld();
    await chained(world);
    await put(world);
    expect(world.calls).toEqual([]);
    expect(world.losses.join()).toContain('events:PutEvents');
  });

  test('an event that came from another bus goes no further', async () => {
    const world = anEventWorld();
    await chained(world);
    await world.events('PutPermission', letIn(account), otherRoot);
    const back = { Rule: 'in', EventBusName: 'inbox' };
    const Arn = `arn:aws:events:us-east-1:${otherAccount}:event-bus/default`;
    await world.events('PutTargets', { ...back, Targets: [{ Id: 'f', Arn }] }, otherRoot);
    await put(world);
    expect(world.losses).toEqual(['an event is not delivered: it came from another bus already']);
  });
});
