/**
 * What queues do with messages. What it promises:
 *
 * - A message that was acknowledged is on disk, and so is who received it and until when nobody else gets it.
 * - Messages of a FIFO queue are handed out in order within their group, one receiver at a time.
 * - Memory holds who waits for messages, and no message.
 */

import { hash } from 'node:crypto';
import type { Arn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import {
  type DeadLetters,
  deadLettersMax,
  type MessageCounts,
  type StoredMessage,
} from '../../store/messages.ts';
import type { QueueBody } from '../../store/resources/messaging.ts';
import type { Store } from '../../store/store.ts';
import { createDeduplication } from './deduplication.ts';
import { invalidValue, ReceiptHandleIsInvalid } from './errors.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { createMessageIds } from './message-ids.ts';
import { parseQueueArn } from './names.ts';
import { formatReceiptHandle, parseReceiptHandle, type Receipt } from './receipt-handle.ts';
import { createReceivers, type Receiver } from './receivers.ts';
import { type QueueSettings, settingsOf } from './settings.ts';
import { findQueue } from './stored-queue.ts';

export interface Queues {
  /** Resolves once the message is on disk. */
  send(queue: QueueBody, message: OutgoingMessage): Promise<SentMessage>;
  /** Resolves with what is there, at the latest when the time to wait is over. */
  receive(queue: QueueBody, request: ReceiveRequest): Promise<readonly ReceivedMessage[]>;
  /** Throws ReceiptHandleIsInvalid, and InvalidParameterValue for a FIFO queue's message that is visible again. */
  delete(queue: QueueBody, receiptHandle: string): Promise<void>;
  /** Throws ReceiptHandleIsInvalid, and InvalidParameterValue for a message that is not hidden. */
  changeVisibility(queue: QueueBody, receiptHandle: string, timeoutSeconds: number): Promise<void>;
  /** An id behind every message that the queue has taken. */
  lastId(queue: QueueBody): Promise<number>;
  /** Deletes messages up to `lastId`. */
  deleteUpTo(queue: QueueBody, lastId: number): Promise<void>;
  count(queue: QueueBody): Promise<MessageCounts>;
  /** Lets nobody wait for messages any more. */
  close(): void;
}

export interface OutgoingMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  /** Undefined: as the queue says. */
  readonly delaySeconds: number | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly traceHeader: string | undefined;
}

export interface SentMessage {
  readonly messageId: string;
  /** Of a FIFO queue's message. */
  readonly sequenceNumber: string | undefined;
}

export interface ReceiveRequest {
  readonly limit: number;
  /** Undefined: as the queue says. */
  readonly visibilityTimeoutSeconds: number | undefined;
  readonly waitSeconds: number | undefined;
  /** Takes whom to tell that nobody waits for the answer any more. */
  readonly onHangUp: ((hangUp: () => void) => void) | undefined;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly receiveCount: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly traceHeader: string | undefined;
  readonly deadLetterSource: Arn | undefined;
}

/** What is stored of a message besides its body and its columns. */
interface MessageDetail {
  readonly messageId: string;
  readonly senderId: string;
  readonly attributes?: MessageAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
}

export interface QueuesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** How long a message may stay hidden from when it was received. Source: API Reference, "ChangeMessageVisibility". */
const hiddenSecondsMax = 12 * 60 * 60;

/** Messages that one transaction deletes. */
const deletedPerWrite = 1_000;

/** How often what is too old is deleted from a queue that is written to. */
const sweepMilliseconds = 60_000;

export function createQueues({ store, clock, newId }: QueuesParts): Queues {
  const { messages } = store;
  const ids = createMessageIds({ clock, findLastId: messages.findLastId });
  const receivers = createReceivers({ clock, findNextVisibleAt: messages.findNextVisibleAt });
  const deduplicationOf = createDeduplication(clock);
  const sweptAt = new Map<number, number>();

  async function send(queue: QueueBody, message: OutgoingMessage): Promise<SentMessage> {
    const { queueId } = queue;
    const settings = settingsOf(queue);
    const { body, groupId } = message;
    const messageId = newId();
    const deduplicationId = settings.isFifo ? (message.deduplicationId ?? hash('sha256', body)) : undefined;
    const id = ids.isLoaded(queueId) ? ids.next() : await ids.load(queueId).then(() => ids.next());
    const sentAt = clock.now();
    const outcome = await messages.send({
      queueId,
      id,
      sentAt,
      visibleAt: sentAt + (message.delaySeconds ?? settings.delaySeconds) * 1000,
      groupId: settings.isFifo ? groupId : undefined,
      deduplication:
        deduplicationId === undefined
          ? undefined
          : deduplicationOf({ deduplicationId, messageId, groupId, settings }),
      body,
      detail: JSON.stringify(detailOf(message, { messageId, deduplicationId })),
    });
    sweep(queue, settings);
    if (outcome.type === 'duplicate') {
      return { messageId: outcome.messageId, sequenceNumber: sequenceNumberOf(outcome.id) };
    }
    receivers.wake(queueId);
    return { messageId, sequenceNumber: settings.isFifo ? sequenceNumberOf(id) : undefined };
  }

  async function receive(queue: QueueBody, request: ReceiveRequest): Promise<readonly ReceivedMessage[]> {
    const settings = settingsOf(queue);
    const waitSeconds = request.waitSeconds ?? settings.receiveWaitTimeSeconds;
    if (waitSeconds === 0) return attempt(queue, settings, request);
    const { onHangUp } = request;
    const until = clock.now() + waitSeconds * 1000;
    return new Promise((resolve, reject) => {
      const receiver: Receiver = {
        async attempt() {
          const found = await attempt(queue, settings, request);
          if (found.length > 0) resolve(found);
          return found.length > 0;
        },
        giveUp: () => resolve([]),
        fail: reject,
      };
      receivers.add(queue.queueId, receiver, until);
      onHangUp?.(() => {
        receivers.remove(queue.queueId, receiver);
        resolve([]);
      });
    });
  }

  async function attempt(
    queue: QueueBody,
    settings: QueueSettings,
    { limit, visibilityTimeoutSeconds = settings.visibilityTimeoutSeconds }: ReceiveRequest,
  ): Promise<readonly ReceivedMessage[]> {
    const { queueId } = queue;
    const deadLetters = await deadLettersOf(queue, settings);
    const at = clock.now();
    const found = await messages.receive({
      queueId,
      isFifo: settings.isFifo,
      at,
      visibleAt: at + visibilityTimeoutSeconds * 1000,
      afterId: queue.purgedId,
      sentAfter: at - settings.retentionSeconds * 1000,
      limit,
      deadLetters,
    });
    if (found.movedCount > 0 && deadLetters !== undefined) receivers.wake(deadLetters.queueId);
    return found.messages.map((message) => receivedMessage(message, { queueId, receivedAt: at, settings }));
  }

  /** Where messages go that were received too often; undefined while the queue for them does not exist. */
  async function deadLettersOf(
    { arn }: QueueBody,
    { redrivePolicy }: QueueSettings,
  ): Promise<DeadLetters | undefined> {
    const target = redrivePolicy && parseQueueArn(redrivePolicy.deadLetterTargetArn);
    const found = target && (await findQueue(store, target));
    if (redrivePolicy === undefined || found === undefined) return undefined;
    const { queueId } = found.body;
    if (!ids.isLoaded(queueId)) await ids.load(queueId);
    const firstId = ids.next(deadLettersMax);
    return { queueId, receiveCountMax: redrivePolicy.maxReceiveCount, sourceArn: arn, firstId };
  }

  /** Begins to delete what is too old, where that was not done just before. */
  function sweep({ queueId, purgedId }: QueueBody, { isFifo, retentionSeconds }: QueueSettings): void {
    const now = clock.now();
    if (now < (sweptAt.get(queueId) ?? 0) + sweepMilliseconds) return;
    sweptAt.set(queueId, now);
    const lastId = Math.max(purgedId, ids.at(now - retentionSeconds * 1000));
    // Nobody waits for it, and what is left over is tried again.
    deleteRange(queueId, lastId).catch(() => {});
    if (isFifo) messages.forgetDeduplications(now - deduplicationOf.milliseconds).catch(() => {});
  }

  async function deleteRange(queueId: number, lastId: number): Promise<void> {
    while ((await messages.purge({ queueId, lastId, limit: deletedPerWrite })) === deletedPerWrite);
  }

  return {
    send,
    receive,
    async delete(queue, receiptHandle) {
      const receipt = getReceipt(queue, receiptHandle);
      const { isFifo } = settingsOf(queue);
      const outcome = await messages.delete({ ...receipt, hiddenAt: isFifo ? clock.now() : undefined });
      if (!isFifo) return;
      if (outcome === 'refused') {
        throw invalidValue(
          { name: 'ReceiptHandle', value: receiptHandle },
          'The receipt handle has expired.',
        );
      }
      // The next message of its group may be received.
      receivers.wake(queue.queueId);
    },
    async changeVisibility(queue, receiptHandle, timeoutSeconds) {
      const receipt = getReceipt(queue, receiptHandle);
      const at = clock.now();
      const visibleAt = at + timeoutSeconds * 1000;
      if (visibleAt > receipt.receivedAt + hiddenSecondsMax * 1000) {
        throw invalidValue(
          { name: 'VisibilityTimeout', value: timeoutSeconds },
          `Total VisibilityTimeout for the message is beyond the limit [${hiddenSecondsMax} seconds]`,
        );
      }
      if (!(await messages.changeVisibility({ ...receipt, at, visibleAt }))) {
        throw invalidValue(
          { name: 'ReceiptHandle', value: receiptHandle },
          'Message does not exist or is not available for visibility timeout change.',
        );
      }
      receivers.wake(queue.queueId);
    },
    async lastId({ queueId }) {
      if (!ids.isLoaded(queueId)) await ids.load(queueId);
      return ids.next();
    },
    deleteUpTo: ({ queueId }, lastId) => deleteRange(queueId, lastId),
    count: (queue) => {
      const at = clock.now();
      const expiredId = ids.at(at - settingsOf(queue).retentionSeconds * 1000);
      return messages.countMessages({
        queueId: queue.queueId,
        at,
        afterId: Math.max(queue.purgedId, expiredId),
      });
    },
    close: receivers.close,
  };
}

function detailOf(
  { attributes, senderId, groupId, traceHeader }: OutgoingMessage,
  {
    messageId,
    deduplicationId,
  }: { readonly messageId: string; readonly deduplicationId: string | undefined },
): MessageDetail {
  let hasAttributes = false;
  for (const _ in attributes) hasAttributes = true;
  return {
    messageId,
    senderId,
    ...(hasAttributes && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

interface Reception {
  readonly queueId: number;
  readonly receivedAt: number;
  readonly settings: QueueSettings;
}

function receivedMessage(
  { id, receiveCount, sentAt, firstReceivedAt, deadLetterSource, body, detail }: StoredMessage,
  { queueId, receivedAt, settings }: Reception,
): ReceivedMessage {
  // Only `send` writes details.
  const { attributes = {}, ...more } = JSON.parse(detail) as MessageDetail;
  return {
    messageId: more.messageId,
    receiptHandle: formatReceiptHandle({ queueId, id, receiveCount, receivedAt }),
    body,
    attributes,
    senderId: more.senderId,
    sentAt,
    firstReceivedAt,
    receiveCount,
    groupId: more.groupId,
    deduplicationId: more.deduplicationId,
    sequenceNumber: settings.isFifo ? sequenceNumberOf(id) : undefined,
    traceHeader: more.traceHeader,
    deadLetterSource,
  };
}

function getReceipt({ queueId }: QueueBody, receiptHandle: string): Receipt {
  const receipt = parseReceiptHandle(receiptHandle);
  if (receipt?.queueId !== queueId) throw new ReceiptHandleIsInvalid(receiptHandle);
  return receipt;
}

/** Twenty digits that grow with every message. */
function sequenceNumberOf(id: number): string {
  return String(18_800_000_000_000_000_000n + BigInt(id));
}
