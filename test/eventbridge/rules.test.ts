import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { errorOf, testStart } from '../support/an-identity.ts';
import { account, anEntry, anEventWorld, type EventWorld } from './an-event-world.ts';

const here = { partition: 'aws', account, region: 'us-east-1' };
const functionTarget = { Id: 'f', Arn: `arn:aws:lambda:us-east-1:${account}:function:f` };

async function putFor(world: EventWorld, entry: JsonObject = {}): Promise<number> {
  const before = world.calls.length;
  await world.events('PutEvents', { Entries: [anEntry(entry)] });
  await world.settle();
  return world.calls.length - before;
}

async function withFunctionRule(world: EventWorld, rule: JsonObject): Promise<void> {
  await world.events('PutRule', { Name: 'r', ...rule });
  await world.events('PutTargets', { Rule: 'r', Targets: [functionTarget] });
}

describe('a rule', () => {
  test('holds from the answer on, through every change', async () => {
    const world = anEventWorld();
    await withFunctionRule(world, { EventPattern: '{"source":["shop"]}' });
    expect(await putFor(world)).toBe(1);
    expect(await putFor(world, { Source: 'mail' })).toBe(0);
    await world.events('DisableRule', { Name: 'r' });
    expect(await putFor(world)).toBe(0);
    await world.events('EnableRule', { Name: 'r' });
    expect(await putFor(world)).toBe(1);
    await world.events('PutRule', { Name: 'r', EventPattern: '{"detail":{"total":[{"numeric":["<",50]}]}}' });
    expect(await putFor(world)).toBe(0);
    expect(await putFor(world, { Detail: '{"total":1}' })).toBe(1);
    await world.events('RemoveTargets', { Rule: 'r', Ids: ['f'] });
    expect(await putFor(world, { Detail: '{"total":1}' })).toBe(0);
    await world.events('DeleteRule', { Name: 'r' });
  });

  test('hears only of its own bus', async () => {
    const world = anEventWorld();
    await world.events('CreateEventBus', { Name: 'orders' });
    await withFunctionRule(world, { EventPattern: '{"source":["shop"]}' });
    expect(await putFor(world, { EventBusName: 'orders' })).toBe(0);
    const busArn = `arn:aws:events:us-east-1:${account}:event-bus/default`;
    expect(await putFor(world, { EventBusName: busArn })).toBe(1);
    expect(await putFor(world, { EventBusName: 'nowhere' })).toBe(0);
  });

  test('is taken up again when the server starts', async () => {
    const world = anEventWorld();
    await withFunctionRule(world, { EventPattern: '{"source":["shop"]}' });
    await world.events('PutRule', { Name: 's', ScheduleExpression: 'rate(1 hour)' });
    const next = anEventWorld(world.store);
    expect(await putFor(next)).toBe(0);
    await next.eventBridge.start();
    expect(await putFor(next)).toBe(1);
    expect(next.clock.timerCount).toBe(1);
  });
});

describe('a schedule', () => {
  test('gives its targets an event at every time', async () => {
    const world = anEventWorld();
    await withFunctionRule(world, { ScheduleExpression: 'rate(5 minutes)' });
    for (let ring = 0; ring < 3; ring += 1) {
      world.clock.ringNext();
      await world.settle();
    }
    const events = world.calls.map(({ input }) => JSON.parse(String(input.Payload)) as JsonObject);
    expect(events.map(({ time }) => time)).toEqual([5, 10, 15].map((minute) => timeAfter(minute)));
    expect(events[0]).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account,
      resources: [`arn:aws:events:us-east-1:${account}:rule/r`],
      detail: {},
    });
  });

  test('rests while its rule is disabled or gone, and once the server closes', async () => {
    const world = anEventWorld();
    await withFunctionRule(world, { ScheduleExpression: 'cron(0 13 * * ? *)' });
    expect(world.clock.timerCount).toBe(1);
    await world.events('DisableRule', { Name: 'r' });
    expect(world.clock.timerCount).toBe(0);
    await world.events('EnableRule', { Name: 'r' });
    expect(world.clock.timerCount).toBe(1);
    world.eventBridge.stopSchedules();
    expect(world.clock.timerCount).toBe(0);
  });
});

function timeAfter(minutes: number): string {
  return new Date(testStart + minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

describe('a managed rule', () => {
  const managed = { name: 'Own', eventPattern: '{"source":["shop"]}', description: 'of the server' };

  test('tells the server itself, for as long as it is there', async () => {
    const world = anEventWorld();
    const heard: JsonObject[] = [];
    const stop = world.eventBridge.onManagedRule('Own', (event) => heard.push(event));
    await world.eventBridge.putManagedRule(managed, here);
    await putFor(world);
    expect(heard).toMatchObject([{ source: 'shop', detail: { total: 101 } }]);
    await world.events('DeleteRule', { Name: 'Own', Force: true });
    await putFor(world);
    await world.eventBridge.putManagedRule(managed, here);
    stop();
    await putFor(world);
    expect(heard).toHaveLength(1);
  });

  test('is shown, and not changed by users', async () => {
    const world = anEventWorld();
    await world.eventBridge.putManagedRule(managed, here);
    const ManagedBy = 'states.amazonaws.com';
    expect(await world.events('DescribeRule', { Name: 'Own' })).toMatchObject({
      ManagedBy,
      State: 'ENABLED',
    });
    expect(await world.events('ListRules', {})).toMatchObject({ Rules: [{ Name: 'Own', ManagedBy }] });
    const changes = [
      world.events('PutRule', { Name: 'Own', EventPattern: '{"source":["x"]}' }),
      world.events('PutTargets', { Rule: 'Own', Targets: [functionTarget] }),
      world.events('RemoveTargets', { Rule: 'Own', Ids: ['f'] }),
      world.events('DisableRule', { Name: 'Own' }),
      world.events('DeleteRule', { Name: 'Own' }),
      world.events('TagResource', {
        ResourceARN: `arn:aws:events:us-east-1:${account}:rule/Own`,
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    ];
    for (const change of changes)
      expect(await errorOf(change)).toMatchObject({ code: 'ManagedRuleException' });
  });

  test('is brought up to date, but does not take the name of a rule of a user', async () => {
    const world = anEventWorld();
    await world.eventBridge.putManagedRule(managed, here);
    await world.eventBridge.putManagedRule({ ...managed, eventPattern: '{"source":["mail"]}' }, here);
    expect(await world.events('DescribeRule', { Name: 'Own' })).toMatchObject({
      EventPattern: '{"source":["mail"]}',
    });
    await world.events('PutRule', { Name: 'Mine', EventPattern: '{"source":["shop"]}' });
    const taken = world.eventBridge.putManagedRule({ ...managed, name: 'Mine' }, here);
    expect(await errorOf(taken)).toMatchObject({ code: 'ResourceAlreadyExistsException' });
  });
});

test('the server may listen without a rule, in one account and region', async () => {
  const world = anEventWorld();
  const heard: JsonObject[] = [];
  const hear = (event: JsonObject) => heard.push(event);
  const stop = world.eventBridge.onEvent({ ...here, eventPattern: { source: ['shop'] } }, hear);
  world.eventBridge.onEvent({ ...here, region: 'eu-west-1', eventPattern: { source: ['shop'] } }, hear);
  await putFor(world);
  stop();
  await putFor(world);
  expect(heard).toMatchObject([{ source: 'shop' }]);
});

test('the secrets of a connection are there for the server, and in no answer', async () => {
  const world = anEventWorld();
  const parameters = { ApiKeyAuthParameters: { ApiKeyName: 'key', ApiKeyValue: 'hush' } };
  const { ConnectionArn = '' } = await world.events('CreateConnection', {
    Name: 'partner',
    AuthorizationType: 'API_KEY',
    AuthParameters: parameters,
  });
  const arn = String(ConnectionArn);
  expect(arn).toMatch(new RegExp(`^arn:aws:events:us-east-1:${account}:connection/partner/`));
  const described = await world.events('DescribeConnection', { Name: 'partner' });
  const listed = await world.events('ListConnections', {});
  expect(JSON.stringify([described, listed])).not.toContain('hush');
  expect(described.SecretArn).toMatch(/^arn:aws:secretsmanager:.*:secret:events!connection\/partner\//);
  expect(await world.eventBridge.findConnectionSecrets(arn)).toMatchObject({ authParameters: parameters });
  await world.events('UpdateConnection', {
    Name: 'partner',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: 'hush again' } },
  });
  expect(await world.eventBridge.findConnectionSecrets(arn)).toMatchObject({
    authParameters: { ApiKeyAuthParameters: { ApiKeyName: 'key', ApiKeyValue: 'hush again' } },
  });
  expect(await world.eventBridge.findConnectionSecrets(`${arn}x`)).toBeUndefined();
});

test('a rule and the deletion of its bus never pass each other by', async () => {
  const world = anEventWorld();
  for (let round = 0; round < 20; round += 1) {
    await world.events('CreateEventBus', { Name: 'orders' });
    const rule = { Name: 'r', EventBusName: 'orders' };
    const outcomes = await Promise.allSettled([
      world.events('PutRule', { ...rule, EventPattern: '{"source":["shop"]}' }),
      world.events('DeleteEventBus', { Name: 'orders' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    if (outcomes[0]?.status === 'fulfilled') {
      await world.events('DeleteRule', rule);
      await world.events('DeleteEventBus', { Name: 'orders' });
    }
  }
});
