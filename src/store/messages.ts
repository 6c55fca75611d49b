import type { Arn } from '../base/arn.ts';
import type { Cell } from './cell.ts';
import { parseInteger, parseText } from './rows.ts';

/**
 * The messages of queues: a row each, from the moment they are acknowledged until they are deleted, so that neither a
 * crash nor their number matters. Who received a message last, and until when nobody else gets it, is part of its row.
 *
 * Queues are known by a number that no other queue ever has, and messages by one that grows with every message.
 */
export interface MessageStore {
  send(message: NewMessage): Promise<SendOutcome>;
  /** Hands out what is visible, the first one first, and hides it; what was received too often is moved away instead. */
  receive(request: ReceiveMessages): Promise<ReceiveOutcome>;
  delete(deletion: DeleteMessage): Promise<DeleteOutcome>;
  /** False where the message is not hidden by that receipt any more. */
  changeVisibility(change: ChangeVisibility): Promise<boolean>;
  /** Deletes the first `limit` messages up to `lastId`; answers how many there were. */
  purge(range: PurgeMessages): Promise<number>;
  /** Forgets what was sent up to `sentAt`, so that it may be sent again. */
  forgetDeduplications(sentAt: number): Promise<void>;
  countMessages(range: CountMessages): Promise<MessageCounts>;
  /** When the first message that is hidden after `at` becomes visible. */
  findNextVisibleAt(queueId: number, at: number): Promise<number | undefined>;
  /** The greatest id of the queue's messages; 0 where it has none. */
  findLastId(queueId: number): Promise<number>;
}

export interface NewMessage {
  readonly queueId: number;
  /** Greater than that of every message before. */
  readonly id: number;
  readonly sentAt: number;
  readonly visibleAt: number;
  /** Undefined for a queue that is not FIFO. */
  readonly groupId: string | undefined;
  readonly deduplication: MessageDeduplication | undefined;
  readonly body: string;
  /** What else the message consists of, encoded. */
  readonly detail: string;
}

export interface MessageDeduplication {
  readonly deduplicationId: string;
  readonly messageId: string;
  /** Another message with the id that was sent after this is the same one. */
  readonly sentAfter: number;
}

/** `duplicate`: nothing was stored, for the message named by the outcome was sent before. */
export type SendOutcome =
  | { readonly type: 'sent' }
  | { readonly type: 'duplicate'; readonly id: number; readonly messageId: string };

export interface ReceiveMessages {
  readonly queueId: number;
  readonly isFifo: boolean;
  readonly at: number;
  /** Until when what is handed out is hidden. */
  readonly visibleAt: number;
  /** Messages up to this one, and those that were not sent after `sentAfter`, are as good as deleted. */
  readonly afterId: number;
  readonly sentAfter: number;
  readonly limit: number;
  readonly deadLetters: DeadLetters | undefined;
}

/** Where messages go that were received `receiveCountMax` times and not deleted. */
export interface DeadLetters {
  readonly queueId: number;
  readonly receiveCountMax: number;
  readonly sourceArn: Arn;
  /** The first of `deadLettersMax` ids for messages that are moved. */
  readonly firstId: number;
}

/** Messages that are moved away by one receive, at most. */
export const deadLettersMax = 100;

export interface ReceiveOutcome {
  readonly messages: readonly StoredMessage[];
  /** How many were moved away. */
  readonly movedCount: number;
}

export interface StoredMessage {
  readonly id: number;
  /** This time included. */
  readonly receiveCount: number;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** The queue that it was moved from. */
  readonly deadLetterSource: Arn | undefined;
  readonly body: string;
  readonly detail: string;
}

/** A message as whoever received it knows it. */
export interface MessageReceipt {
  readonly queueId: number;
  readonly id: number;
  readonly receiveCount: number;
}

export interface DeleteMessage extends MessageReceipt {
  /** Where given, the message must still be hidden then. */
  readonly hiddenAt: number | undefined;
}

/** `refused`: the message is there, and the receipt stands for it no more. */
export type DeleteOutcome = 'deleted' | 'refused';

export interface ChangeVisibility extends MessageReceipt {
  readonly at: number;
  readonly visibleAt: number;
}

export interface PurgeMessages {
  readonly queueId: number;
  readonly lastId: number;
  readonly limit: number;
}

export interface CountMessages {
  readonly queueId: number;
  readonly at: number;
  readonly afterId: number;
}

export interface MessageCounts {
  readonly visible: number;
  /** Received, and not deleted. */
  readonly inFlight: number;
  /** Not visible yet. */
  readonly delayed: number;
}

/** How many cells one received message takes. */
const receivedWidth = 7;

/** Rows of the columns that a receive returns, from `at` on. */
export function parseReceivedMessages(cells: readonly Cell[], at: number): readonly StoredMessage[] {
  const messages: StoredMessage[] = [];
  for (let next = at; next < cells.length; next += receivedWidth) {
    const deadLetterSource = cells[next + 4];
    messages.push({
      id: parseInteger(cells[next]),
      receiveCount: parseInteger(cells[next + 1]),
      sentAt: parseInteger(cells[next + 2]),
      firstReceivedAt: parseInteger(cells[next + 3]),
      deadLetterSource: deadLetterSource === null ? undefined : parseText(deadLetterSource),
      body: parseText(cells[next + 5]),
      detail: parseText(cells[next + 6]),
    });
  }
  return messages;
}
