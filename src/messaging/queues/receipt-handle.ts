import type { MessageReceipt } from '../../store/messages.ts';

/** What whoever received a message deletes it by. It is no secret: the queue's permissions say who may. */
export interface Receipt extends MessageReceipt {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** How AWS's own begin. */
const prefix = 'AQEB';

export function formatReceiptHandle({ queueId, id, receiveCount, receivedAt }: Receipt): string {
  return prefix + Buffer.from(`${queueId}:${id}:${receiveCount}:${receivedAt}`).toString('base64');
}

/** Undefined where the text is no receipt handle. */
export function parseReceiptHandle(handle: string): Receipt | undefined {
  if (!handle.startsWith(prefix)) return undefined;
  const text = Buffer.from(handle.slice(prefix.length), 'base64').toString('latin1');
  const parts = /^(\d{1,16}):(\d{1,16}):(\d{1,16}):(\d{1,16})$/.exec(text);
  if (parts === null) return undefined;
  const [queueId = 0, id = 0, receiveCount = 0, receivedAt = 0] = parts.slice(1).map(Number);
  return { queueId, id, receiveCount, receivedAt };
}
