import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QueueBody } from '../../../src/store/resources/messaging.ts';
import { aQueueWorld, type QueueWorld } from '../a-queue-world.ts';

let world: QueueWorld;
let queue: QueueBody;

beforeEach(async () => {
  world = await aQueueWorld();
  queue = await world.queue('work.fifo', { FifoQueue: 'true', VisibilityTimeout: '30' });
});

afterEach(() => world.close());

async function sendAll(...messages: readonly (readonly [groupId: string, body: string])[]): Promise<void> {
  for (const [groupId, body] of messages) await world.send(queue, body, { groupId, deduplicationId: body });
}

test('a group waits while somebody works on one of its messages, and other groups do not', async () => {
  await sendAll(['g', 'g1'], ['h', 'h1'], ['g', 'g2'], ['h', 'h2']);
  const [first] = await world.receive(queue, { limit: 1 });
  expect(first?.body).toBe('g1');
  expect(await world.bodies(queue)).toEqual(['h1', 'h2']);
  expect(await world.bodies(queue)).toEqual([]);
  await world.queues.delete(queue, first?.receiptHandle ?? '');
  expect(await world.bodies(queue)).toEqual(['g2']);
});

test('a message that comes again comes before those behind it', async () => {
  await sendAll(['g', 'g1'], ['g', 'g2']);
  await world.receive(queue, { limit: 1 });
  world.moveBy(30);
  expect(await world.bodies(queue)).toEqual(['g1', 'g2']);
});

test('who waits gets the next message of a group as soon as the one before is deleted', async () => {
  await sendAll(['g', 'g1'], ['g', 'g2']);
  const [first] = await world.receive(queue, { limit: 1 });
  const waiting = world.bodies(queue, { waitSeconds: 20 });
  await world.untilTimers(2);
  await world.queues.delete(queue, first?.receiptHandle ?? '');
  expect(await waiting).toEqual(['g2']);
});

test('a receipt is over with the visibility timeout', async () => {
  await sendAll(['g', 'g1']);
  const [first] = await world.receive(queue);
  world.moveBy(30);
  await expect(world.queues.delete(queue, first?.receiptHandle ?? '')).rejects.toThrow(
    'The receipt handle has expired.',
  );
  const [again] = await world.receive(queue);
  await world.queues.delete(queue, again?.receiptHandle ?? '');
  // A second deletion has nothing left to do.
  await world.queues.delete(queue, again?.receiptHandle ?? '');
  world.moveBy(30);
  expect(await world.bodies(queue)).toEqual([]);
});

test('a message is taken once in five minutes, also after it was deleted', async () => {
  const message = { groupId: 'g', deduplicationId: 'once' };
  const first = await world.send(queue, 'a', message);
  const [received] = await world.receive(queue);
  await world.queues.delete(queue, received?.receiptHandle ?? '');
  world.moveBy(299);
  expect(await world.send(queue, 'b', message)).toEqual(first);
  expect(await world.bodies(queue)).toEqual([]);
  world.moveBy(1);
  const later = await world.send(queue, 'c', message);
  expect(Number(later.sequenceNumber)).toBeGreaterThan(Number(first.sequenceNumber));
  expect(await world.bodies(queue)).toEqual(['c']);
});

test('deduplication goes by the content, and by the group, where the queue says so', async () => {
  const byContent = await world.queue('content.fifo', {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    DeduplicationScope: 'messageGroup',
  });
  for (const groupId of ['g', 'g', 'h']) await world.send(byContent, 'same', { groupId });
  expect(await world.bodies(byContent)).toEqual(['same', 'same']);
});

test('a message that was received too often no longer holds up its group', async () => {
  const dead = await world.queue('dead.fifo', { FifoQueue: 'true' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
  const source = await world.queue('source.fifo', {
    FifoQueue: 'true',
    VisibilityTimeout: '1',
    RedrivePolicy,
  });
  for (const body of ['bad', 'good']) await world.send(source, body, { groupId: 'g', deduplicationId: body });
  expect(await world.bodies(source, { limit: 1 })).toEqual(['bad']);
  world.moveBy(1);
  expect(await world.bodies(source, { limit: 1 })).toEqual(['good']);
  expect(await world.receive(dead)).toMatchObject([{ body: 'bad', groupId: 'g' }]);
});
