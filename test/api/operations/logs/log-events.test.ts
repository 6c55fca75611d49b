import { beforeEach, describe, expect, test } from 'vitest';
import type { BatchJobBody } from '../../../../src/store/resources/batch.ts';
import { account, aLogs, region, type TestLogs } from './a-logs.ts';

let world: TestLogs;

const web = { logGroupName: '/app/web' };
const one = { ...web, logStreamName: 'host/one' };

interface Event {
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
  readonly eventId: string;
}

beforeEach(async () => {
  world = await aLogs();
  await world.send('CreateLogGroup', web);
  await world.send('CreateLogStream', one);
});

async function put(messages: readonly string[], logStreamName = one.logStreamName): Promise<void> {
  const logEvents = messages.map((message, index) => ({ timestamp: world.now() + index, message }));
  await world.send('PutLogEvents', { ...web, logStreamName, logEvents });
}

async function get(input: object = {}) {
  const { events, nextForwardToken, nextBackwardToken } = await world.send('GetLogEvents', {
    ...one,
    ...input,
  });
  const messages = (events as Event[]).map(({ message }) => message);
  return { messages, nextForwardToken, nextBackwardToken };
}

async function filter(input: object): Promise<readonly string[]> {
  const { events } = await world.send('FilterLogEvents', { ...web, ...input });
  return (events as Event[]).map(({ message }) => message);
}

describe('events of a stream', () => {
  test('come back in order of their time, whenever they were put', async () => {
    world.pass(1_000);
    await put(['third', 'fourth\nwith a line']);
    world.pass(-1_000);
    await put(['first', 'zweiter ü']);
    expect((await get()).messages).toEqual(['first', 'zweiter ü', 'third', 'fourth\nwith a line']);
  });

  test('are read forwards to the end, whose token stays, and on from there', async () => {
    await put(['a', 'b', 'c']);
    const head = await get({ startFromHead: true, limit: 2 });
    const rest = await get({ nextToken: head.nextForwardToken });
    const end = await get({ nextToken: rest.nextForwardToken });
    expect([head.messages, rest.messages, end.messages]).toEqual([['a', 'b'], ['c'], []]);
    expect(end.nextForwardToken).toBe(rest.nextForwardToken);
    world.pass(10);
    await put(['d']);
    expect((await get({ nextToken: end.nextForwardToken })).messages).toEqual(['d']);
  });

  test('are read from the end backwards', async () => {
    await put(['a', 'b', 'c']);
    const last = await get({ limit: 2 });
    expect(last.messages).toEqual(['b', 'c']);
    expect((await get({ nextToken: last.nextBackwardToken })).messages).toEqual(['a']);
  });

  test('are cut to the time that is asked for', async () => {
    await put(['a', 'b', 'c']);
    const from = world.now() + 1;
    expect((await get({ startTime: from, endTime: from + 1 })).messages).toEqual(['b']);
    expect(await filter({ startTime: from, endTime: from + 1 })).toEqual(['b', 'c']);
  });

  test('are shown as long as the group keeps them', async () => {
    await put(['old']);
    world.pass(3 * 24 * 60 * 60 * 1000);
    await put(['new']);
    await world.send('PutRetentionPolicy', { ...web, retentionInDays: 1 });
    expect(await filter({})).toEqual(['new']);
    await world.send('DeleteRetentionPolicy', web);
    expect(await filter({})).toEqual(['old', 'new']);
  });

  test('are not taken where they are too old or too new', async () => {
    const day = 24 * 60 * 60 * 1000;
    const at = (timestamp: number) => ({ timestamp, message: 'x' });
    const old = await world.send('PutLogEvents', { ...one, logEvents: [at(world.now() - 15 * day)] });
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    const early = await world.send('PutLogEvents', {
      ...one,
      logEvents: [at(world.now()), at(world.now() + day / 2)],
    });
    expect(early.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect((await get()).messages).toEqual(['x']);
  });

  test('put at once by many are all there', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => put([`message ${index}`])));
    expect(new Set((await get()).messages).size).toBe(20);
  });

  test('fill pages by their bytes, and every page goes on', async () => {
    const large = 'x'.repeat(200 * 1024);
    for (let index = 0; index < 8; index += 1) {
      world.pass(1);
      await put([`${index}${large}`]);
    }
    const found: string[] = [];
    let nextToken: unknown;
    let pageCount = 0;
    do {
      const page = await world.send('FilterLogEvents', {
        ...web,
        ...(nextToken !== undefined && { nextToken }),
      });
      found.push(...(page.events as Event[]).map(({ message }) => message.charAt(0)));
      nextToken = page.nextToken;
      pageCount += 1;
    } while (nextToken !== undefined);
    expect(found).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(pageCount).toBe(2);
  });
});

test('events of all streams of a group are found by their order in time, each with an id of its own', async () => {
  await world.send('CreateLogStream', { ...web, logStreamName: 'host/two' });
  await put(['a', 'c']);
  await put(['b'], 'host/two');
  const { events } = await world.send('FilterLogEvents', web);
  expect((events as Event[]).map(({ message, logStreamName }) => `${logStreamName} ${message}`)).toEqual([
    'host/one a',
    'host/two b',
    'host/one c',
  ]);
  expect(new Set((events as Event[]).map(({ eventId }) => eventId)).size).toBe(3);
  expect(await filter({ logStreamNamePrefix: 'host/t' })).toEqual(['b']);
  expect(await filter({ logStreamNames: ['host/one'], limit: 1 })).toEqual(['a']);
});

test('what executions log is a stream for each state machine', async () => {
  const group = '/aws/vendedlogs/states/orders';
  const at = Date.UTC(2024, 5, 10, 13, 39);
  await world.logExecution(group, 'orders', [
    { type: 'ExecutionStarted', at, details: { input: '{"execution_arn":"fake"}' } },
    { type: 'ExecutionFailed', at: at + 5, details: { error: 'Oops' } },
  ]);
  await world.logExecution(group, 'bills', [{ type: 'ExecutionStarted', at: at + 1 }]);
  const { logStreams } = await world.send('DescribeLogStreams', {
    logGroupName: group,
    logStreamNamePrefix: 'states/orders/',
  });
  expect(logStreams).toMatchObject([
    {
      logStreamName: expect.stringMatching(/^states\/orders\/2024-06-10-13-39\/[\da-f]{8}$/) as string,
      firstEventTimestamp: at,
      lastEventTimestamp: at + 5,
    },
  ]);
  const [{ logStreamName }] = logStreams as [{ logStreamName: string }];
  const { events } = await world.send('GetLogEvents', { logGroupName: group, logStreamName });
  expect((events as Event[]).map(({ message }) => JSON.parse(message).type)).toEqual([
    'ExecutionStarted',
    'ExecutionFailed',
  ]);
  const found = await world.send('FilterLogEvents', {
    logGroupName: group,
    filterPattern: '{ $.type = "ExecutionFailed" }',
  });
  expect(found.events).toMatchObject([{ logStreamName, timestamp: at + 5 }]);
});

test('what a function logs is in the group that Lambda has for it, line by line', async () => {
  await world.logFunction('resize', 'START RequestId: 1\nhello\n\nEND RequestId: 1\n');
  const { events } = await world.send('FilterLogEvents', { logGroupName: '/aws/lambda/resize' });
  expect(events).toMatchObject([
    { logStreamName: '2027/01/15/[$LATEST]a1b2c3', message: 'START RequestId: 1' },
    { message: 'hello' },
    { message: 'END RequestId: 1' },
  ]);
});

test('what a job of Batch writes is the stream that its attempt names, to nobody but its account', async () => {
  for (const [jobId, owner, stream] of [
    ['1', account, 'greet/default/t1'],
    ['2', '222222222222', 'greet/default/t2'],
  ] as const) {
    const body = {
      place: { partition: 'aws', account: owner, region },
      jobId,
      attempts: [{ logStreamName: stream, startedAt: 5, stoppedAt: 9 }],
    } as unknown as BatchJobBody;
    const key = { kind: 'BatchJob', account: '', region: '', name: jobId } as const;
    await world.store.resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
  }
  world.writeJobLog('batch-t1.log', 'one\ntwo');
  world.writeJobLog('batch-t2.log', 'secret');
  const job = { logGroupName: '/aws/batch/job' };
  expect(
    (await world.send('GetLogEvents', { ...job, logStreamName: 'greet/default/t1' })).events,
  ).toMatchObject([
    { timestamp: 5, message: 'one' },
    { timestamp: 5, message: 'two' },
  ]);
  await expect(
    world.send('GetLogEvents', { ...job, logStreamName: 'greet/default/t2' }),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect((await world.send('FilterLogEvents', job)).events).toHaveLength(2);
});
