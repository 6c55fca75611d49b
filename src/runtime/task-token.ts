import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExecutionKey } from '../store/store.ts';

/** The task that a token stands for. */
export interface TokenTask extends ExecutionKey {
  /** The task's scheduled event. */
  readonly eventId: number;
  /** The account whose execution waits; only its principals may answer. */
  readonly account: string;
}

/**
 * Task tokens say themselves which task they stand for, under a seal of the installation's secret: nothing is stored for
 * them, and none can be made up.
 */
export interface TaskTokens {
  issue(task: TokenTask): string;
  /** Undefined for a text that is no token of this installation. */
  open(token: string): TokenTask | undefined;
}

const sealBytes = 16;

export function createTaskTokens(secret: Buffer): TaskTokens {
  const seal = (body: string) =>
    createHmac('sha256', secret).update('task-token:').update(body).digest().subarray(0, sealBytes);
  return {
    issue({ shard, id, eventId, account }) {
      const body = `${shard}:${id}:${eventId}:${account}`;
      return Buffer.concat([seal(body), Buffer.from(body)]).toString('base64');
    },
    open(token) {
      const bytes = Buffer.from(token, 'base64');
      if (bytes.length <= sealBytes || bytes.toString('base64') !== token) return undefined;
      const body = bytes.subarray(sealBytes).toString();
      if (!timingSafeEqual(bytes.subarray(0, sealBytes), seal(body))) return undefined;
      const [shard, id, eventId, account = ''] = body.split(':');
      return { shard: Number(shard), id: Number(id), eventId: Number(eventId), account };
    },
  };
}
