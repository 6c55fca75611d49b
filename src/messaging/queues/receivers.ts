import type { CancelScheduled, Clock } from '../../base/clock.ts';

/** Somebody who waits for messages of a queue. */
export interface Receiver {
  /** Answers it where there is something; whether there was. */
  attempt(): Promise<boolean>;
  /** Answers it without a message. */
  giveUp(): void;
  fail(error: unknown): void;
}

/** Those who wait for messages, queue by queue, the first one first. */
export interface Receivers {
  /** `until` is in epoch milliseconds. */
  add(queueId: number, receiver: Receiver, until: number): void;
  /** It waits no more. What it is just being given is not taken back. */
  remove(queueId: number, receiver: Receiver): void;
  /** A message of the queue may have become visible, or will. */
  wake(queueId: number): void;
  /** Answers all. */
  close(): void;
}

export interface ReceiversParts {
  readonly clock: Clock;
  /** When the first message that is hidden at a point in time becomes visible. */
  readonly findNextVisibleAt: (queueId: number, at: number) => Promise<number | undefined>;
}

interface WaitingLine {
  readonly receivers: Map<Receiver, CancelScheduled>;
  /** Who is being served; if its time is over meanwhile, it goes once that is done. */
  served: Receiver | undefined;
  isServedLate: boolean;
  isServing: boolean;
  mayHaveMore: boolean;
  cancelWake: CancelScheduled | undefined;
}

export function createReceivers({ clock, findNextVisibleAt }: ReceiversParts): Receivers {
  /** Only of queues that somebody waits for. */
  const lines = new Map<number, WaitingLine>();
  let isClosed = false;

  function leave(queueId: number, line: WaitingLine, receiver: Receiver): void {
    line.receivers.get(receiver)?.();
    line.receivers.delete(receiver);
    if (line.receivers.size > 0 || line.isServing) return;
    line.cancelWake?.();
    lines.delete(queueId);
  }

  function wake(queueId: number): void {
    const line = lines.get(queueId);
    if (line === undefined) return;
    line.mayHaveMore = true;
    if (!line.isServing) void serve(queueId, line);
  }

  /** Serves as long as there are messages, then looks when the next one becomes visible. Never rejects. */
  async function serve(queueId: number, line: WaitingLine): Promise<void> {
    line.isServing = true;
    line.cancelWake?.();
    line.cancelWake = undefined;
    while (line.mayHaveMore && line.receivers.size > 0) {
      line.mayHaveMore = false;
      await serveAll(queueId, line);
      if (line.mayHaveMore || line.receivers.size === 0) continue;
      const now = clock.now();
      const visibleAt = await findNextVisibleAt(queueId, now).catch(() => now + retryMilliseconds);
      line.cancelWake?.();
      if (visibleAt !== undefined) line.cancelWake = clock.schedule(visibleAt, () => wake(queueId));
    }
    line.isServing = false;
    if (line.receivers.size > 0) return;
    line.cancelWake?.();
    lines.delete(queueId);
  }

  async function serveAll(queueId: number, line: WaitingLine): Promise<void> {
    for (const [receiver] of line.receivers) {
      line.served = receiver;
      line.isServedLate = false;
      let isServed = true;
      try {
        isServed = await receiver.attempt();
      } catch (error) {
        receiver.fail(error);
      }
      line.served = undefined;
      if (isServed) leave(queueId, line, receiver);
      else if (line.isServedLate) expire(queueId, line, receiver);
      else return;
    }
  }

  function expire(queueId: number, line: WaitingLine, receiver: Receiver): void {
    if (line.served === receiver) {
      line.isServedLate = true;
      return;
    }
    leave(queueId, line, receiver);
    receiver.giveUp();
  }

  return {
    add(queueId, receiver, until) {
      if (isClosed) {
        receiver.giveUp();
        return;
      }
      let line = lines.get(queueId);
      if (line === undefined) {
        line = {
          receivers: new Map(),
          served: undefined,
          isServedLate: false,
          isServing: false,
          mayHaveMore: true,
          cancelWake: undefined,
        };
        lines.set(queueId, line);
      }
      const waited = line;
      waited.receivers.set(
        receiver,
        clock.schedule(until, () => expire(queueId, waited, receiver)),
      );
      wake(queueId);
    },
    remove(queueId, receiver) {
      const line = lines.get(queueId);
      if (line !== undefined) leave(queueId, line, receiver);
    },
    wake,
    close() {
      isClosed = true;
      for (const [queueId, line] of lines) {
        for (const receiver of [...line.receivers.keys()]) {
          leave(queueId, line, receiver);
          receiver.giveUp();
        }
      }
    },
  };
}

/** When a queue that could not be looked at is looked at again. */
const retryMilliseconds = 1_000;
