import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QueueBody } from '../../../src/store/resources/messaging.ts';
import { aQueueWorld, type QueueWorld } from '../a-queue-world.ts';

let world: QueueWorld;
let queue: QueueBody;

beforeEach(async () => {
  world = await aQueueWorld();
  queue = await world.queue('work', { VisibilityTimeout: '30' });
});

afterEach(() => world.close());

async function sendAll(...bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await world.send(queue, body);
}

async function receiveOne(from: QueueBody = queue) {
  const [message] = await world.receive(from, { limit: 1 });
  if (message === undefined) throw new Error('no message');
  return message;
}

test('messages come in the order they were sent in, and nobody else gets one that was received', async () => {
  await sendAll('a', 'b', 'c');
  expect(await world.bodies(queue, { limit: 2 })).toEqual(['a', 'b']);
  expect(await world.bodies(queue)).toEqual(['c']);
  expect(await world.bodies(queue)).toEqual([]);
});

test('a message that is not deleted comes again when its visibility timeout is over', async () => {
  await sendAll('a');
  expect((await receiveOne()).receiveCount).toBe(1);
  world.moveBy(29.999);
  expect(await world.bodies(queue)).toEqual([]);
  world.moveBy(0.001);
  const again = await receiveOne();
  expect(again.receiveCount).toBe(2);
  await world.queues.delete(queue, again.receiptHandle);
  world.moveBy(60);
  expect(await world.bodies(queue)).toEqual([]);
});

test('the receipt of an earlier receive deletes nothing', async () => {
  await sendAll('a');
  const first = await receiveOne();
  world.moveBy(30);
  await receiveOne();
  await world.queues.delete(queue, first.receiptHandle);
  world.moveBy(30);
  expect(await world.bodies(queue)).toEqual(['a']);
});

test('a receipt is of one queue', async () => {
  const other = await world.queue('other');
  await sendAll('a');
  const { receiptHandle } = await receiveOne();
  await expect(world.queues.delete(other, receiptHandle)).rejects.toThrow('is not a valid receipt handle');
});

test('the visibility of a message is changed while it is hidden, and for twelve hours together', async () => {
  await sendAll('a');
  const { receiptHandle } = await receiveOne();
  await world.queues.changeVisibility(queue, receiptHandle, 100);
  world.moveBy(99);
  expect(await world.bodies(queue)).toEqual([]);
  await expect(world.queues.changeVisibility(queue, receiptHandle, 43_200)).rejects.toThrow(
    'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
  );
  world.moveBy(1);
  await expect(world.queues.changeVisibility(queue, receiptHandle, 10)).rejects.toThrow(
    'Message does not exist or is not available for visibility timeout change.',
  );
  const again = await receiveOne();
  await world.queues.changeVisibility(queue, again.receiptHandle, 0);
  expect(await world.bodies(queue)).toEqual(['a']);
});

test('a delayed message is neither received nor counted as visible before its time', async () => {
  await world.send(queue, 'later', { delaySeconds: 10 });
  await sendAll('now', 'hidden');
  await world.receive(queue, { limit: 1 });
  expect(await world.queues.count(queue)).toEqual({ visible: 1, inFlight: 1, delayed: 1 });
  world.moveBy(10);
  expect(await world.bodies(queue)).toEqual(['hidden', 'later']);
});

test('messages older than the retention period are gone', async () => {
  const brief = await world.queue('brief', { MessageRetentionPeriod: '60' });
  await world.send(brief, 'old');
  world.moveBy(59);
  await world.send(brief, 'young');
  world.moveBy(1);
  expect(await world.queues.count(brief)).toMatchObject({ visible: 1 });
  expect(await world.bodies(brief)).toEqual(['young']);
  // What is too old is also deleted from the store, by and by.
  world.moveBy(60);
  await world.send(brief, 'last');
  await expect
    .poll(() => world.store.messages.countMessages({ queueId: brief.queueId, at: 0, afterId: 0 }))
    .toEqual({
      visible: 0,
      inFlight: 0,
      delayed: 1,
    });
});

test('what was sent before a purge is gone, and what is sent after it is not', async () => {
  await sendAll('a', 'b');
  const purgedId = await world.queues.lastId(queue);
  await world.queues.deleteUpTo(queue, purgedId);
  await sendAll('c');
  expect(await world.bodies({ ...queue, purgedId })).toEqual(['c']);
});

test('a message that was received too often goes to the dead-letter queue', async () => {
  const dead = await world.queue('dead');
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 };
  const source = await world.queue('source', {
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify(policy),
  });
  await world.send(source, 'bad');
  for (const _ of [1, 2]) {
    expect(await world.bodies(source)).toEqual(['bad']);
    world.moveBy(1);
  }
  await world.send(source, 'good');
  expect(await world.bodies(source)).toEqual(['good']);
  const moved = await receiveOne(dead);
  expect(moved).toMatchObject({ body: 'bad', receiveCount: 1, deadLetterSource: source.arn });
});

test('without its dead-letter queue a message stays where it is', async () => {
  const policy = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111111111111:none', maxReceiveCount: 1 };
  const source = await world.queue('source', {
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify(policy),
  });
  await world.send(source, 'bad');
  for (const _ of [1, 2, 3]) expect(await world.bodies(source, { limit: 1 })).toEqual(['bad']);
});

test('who waits gets the message that is sent meanwhile, the first one first', async () => {
  const first = world.bodies(queue, { waitSeconds: 20 });
  const second = world.bodies(queue, { waitSeconds: 20 });
  await sendAll('a');
  expect(await first).toEqual(['a']);
  await sendAll('b');
  expect(await second).toEqual(['b']);
  expect(world.clock.timerCount).toBe(0);
});

test('who waits gets a message that becomes visible meanwhile', async () => {
  await sendAll('a');
  await world.receive(queue, { visibilityTimeoutSeconds: 5 });
  await world.send(queue, 'b', { delaySeconds: 3 });
  const waiting = world.bodies(queue, { waitSeconds: 20 });
  // One for the end of the wait, one for the message.
  await world.untilTimers(2);
  world.moveBy(3);
  expect(await waiting).toEqual(['b']);
  const next = world.bodies(queue, { waitSeconds: 20 });
  await world.untilTimers(2);
  world.moveBy(2);
  expect(await next).toEqual(['a']);
});

test('who waits in vain gets nothing when the time is over, and a queue may say how long that is', async () => {
  const patient = await world.queue('patient', { ReceiveMessageWaitTimeSeconds: '5' });
  const waiting = world.bodies(patient);
  await world.untilTimers(1);
  world.moveBy(5);
  expect(await waiting).toEqual([]);
});

test('nobody waits any more who hung up, or once queues are closed', async () => {
  let hangUp = () => {};
  const gone = world.bodies(queue, {
    waitSeconds: 20,
    onHangUp: (tell) => {
      hangUp = tell;
    },
  });
  await world.untilTimers(1);
  hangUp();
  expect(await gone).toEqual([]);
  await sendAll('a');
  expect(await world.bodies(queue)).toEqual(['a']);
  const waiting = world.bodies(queue, { waitSeconds: 20 });
  world.queues.close();
  expect(await waiting).toEqual([]);
});

test('the first messages of a queue may all be sent at once', async () => {
  const bodies = Array.from({ length: 30 }, (_, index) => `message ${index}`);
  await Promise.all(bodies.map((body) => world.send(queue, body)));
  const received = [];
  for (const _ of [1, 2, 3]) received.push(...(await world.bodies(queue)));
  expect(received).toEqual(bodies);
});

test('numbers of messages grow although the clock goes back', async () => {
  await sendAll('a');
  const before = await world.queues.lastId(queue);
  const { store, clock } = world;
  const { createQueues } = await import('../../../src/messaging/queues/queues.ts');
  const behind = { ...clock, now: () => clock.now() - 3_600_000 };
  const restarted = createQueues({ store, clock: behind, newId: () => 'message' });
  await world.send(queue, 'b');
  expect(await restarted.lastId(queue)).toBeGreaterThan(before);
});
