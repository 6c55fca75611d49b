import { setImmediate } from 'node:timers/promises';
import { createQueues, type Queues, type ReceivedMessage } from '../../src/messaging/queues/queues.ts';
import type { QueueBody } from '../../src/store/resources/messaging.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aStillClock, type StillClock } from '../runtime/still-clock.ts';

/** Queues over a store in memory, with a clock that only the test moves. */
export interface QueueWorld {
  readonly store: Store;
  readonly clock: StillClock;
  readonly queues: Queues;
  /** Makes a queue, which is in the store as well. */
  queue(name: string, attributes?: Readonly<Record<string, string>>): Promise<QueueBody>;
  send(queue: QueueBody, body: string, more?: Sent): Promise<{ readonly sequenceNumber: string | undefined }>;
  receive(queue: QueueBody, more?: Received): Promise<readonly ReceivedMessage[]>;
  /** The bodies of what a receive of up to ten messages gets. */
  bodies(queue: QueueBody, more?: Received): Promise<readonly string[]>;
  moveBy(seconds: number): void;
  /** Resolves once so many timers are set. */
  untilTimers(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Sent {
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

interface Received {
  readonly limit?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly waitSeconds?: number;
  readonly onHangUp?: (hangUp: () => void) => void;
}

const place = { account: '111111111111', region: 'us-east-1' };

export async function aQueueWorld(): Promise<QueueWorld> {
  const store = await openSqliteStore({ directory: undefined });
  const clock = aStillClock();
  let idCount = 0;
  const queues = createQueues({ store, clock, newId: () => `message-${++idCount}` });
  let queueCount = 0;

  const world: QueueWorld = {
    store,
    clock,
    queues,
    async queue(name, attributes = {}) {
      const body: QueueBody = {
        arn: `arn:aws:sqs:${place.region}:${place.account}:${name}`,
        name,
        queueId: ++queueCount,
        attributes,
        createdAt: clock.now(),
        updatedAt: clock.now(),
        purgedId: 0,
        purgedAt: undefined,
        tags: [],
      };
      const key = { kind: 'Queue', ...place, name } as const;
      await store.resources.write([{ type: 'put', key, body, expectedRevision: undefined }]);
      return body;
    },
    send: (queue, body, more = {}) =>
      queues.send(queue, {
        body,
        attributes: {},
        senderId: place.account,
        delaySeconds: more.delaySeconds,
        groupId: more.groupId,
        deduplicationId: more.deduplicationId,
        traceHeader: undefined,
      }),
    receive: (queue, more = {}) =>
      queues.receive(queue, {
        limit: more.limit ?? 10,
        visibilityTimeoutSeconds: more.visibilityTimeoutSeconds,
        waitSeconds: more.waitSeconds,
        onHangUp: more.onHangUp,
      }),
    bodies: async (queue, more) => (await world.receive(queue, more)).map(({ body }) => body),
    moveBy: (seconds) => clock.moveTo(clock.now() + seconds * 1000),
    async untilTimers(count) {
      while (clock.timerCount !== count) await setImmediate();
    },
    async close() {
      queues.close();
      await store.close();
    },
  };
  return world;
}
