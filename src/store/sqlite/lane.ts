import { AssertionError } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import { StoreUnavailable } from '../store.ts';
import type { Answer, AnswerBatch, LaneName, Refusal, RequestBatch } from './wire.ts';

/** Batches under way: one being worked on, one that is ready when it is done; meanwhile the next one gathers. */
const batchesUnderWayMax = 2;

/** Reads are fewer because a batch is answered at once, and an answer may be a whole log. */
const requestsPerBatchMax: Readonly<Record<LaneName, number>> = { writes: 1024, reads: 64 };

/** A batch takes no more requests once its texts are this long together, in UTF-16 units. */
const textPerBatchMax = 4 * 1024 * 1024;

/** Callers that wait at once, over all batches: beyond them the disk is hopelessly behind. */
const requestsMax = 262_144;

/** What one kind of request looks like on the wire, and what its answer means. */
export interface RequestType<Input, Output> {
  /** Answers how long the request's texts are together, roughly. */
  push(cells: Cell[], input: Input): number;
  /** Undefined: done, and nothing more to say. */
  parse(answer: readonly Cell[] | undefined, input: Input): Output;
}

interface Batch {
  readonly cells: Cell[];
  readonly callers: Caller[];
  textLength: number;
  /** When it was handed to the worker, on the clock of `performance`. */
  postedAt: number;
}

interface Caller {
  settle(answer: readonly Cell[] | undefined): void;
  reject(error: Error): void;
}

/** A batch that the worker answered. */
export interface AnsweredBatch {
  readonly requests: number;
  /** From handing it to the worker to its answer. */
  readonly milliseconds: number;
  /** Whether its requests have outcomes of their own; otherwise none took effect. */
  readonly isAvailable: boolean;
}

/** Must not throw. */
export type BatchObserver = (batch: AnsweredBatch) => void;

/**
 * Gathers the requests of many callers into messages to a worker, one for each batch, and hands each caller its own
 * outcome.
 */
export class Lane {
  readonly #name: LaneName;
  readonly #post: (batch: RequestBatch) => void;
  readonly #onAnswered: BatchObserver | undefined;
  readonly #underWay: Batch[] = [];
  readonly #waiting: Batch[] = [];
  #requestCount = 0;
  #isFlushScheduled = false;
  #closedBecause: string | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(name: LaneName, post: (batch: RequestBatch) => void, onAnswered?: BatchObserver) {
    this.#name = name;
    this.#post = post;
    this.#onAnswered = onAnswered;
  }

  request<Input, Output>(type: RequestType<Input, Output>, input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      if (this.#closedBecause !== undefined) throw new StoreUnavailable(this.#closedBecause);
      if (this.#requestCount >= requestsMax) {
        throw new StoreUnavailable(`The store is overloaded: ${requestsMax} requests wait for it.`);
      }
      const batch = this.#openBatch();
      batch.textLength += type.push(batch.cells, input);
      const settle = (answer: readonly Cell[] | undefined) => {
        try {
          resolve(type.parse(answer, input));
        } catch (error) {
          reject(error);
        }
      };
      batch.callers.push({ settle, reject });
      this.#requestCount += 1;
      if (this.#isFlushScheduled || this.#underWay.length >= batchesUnderWayMax) return;
      this.#isFlushScheduled = true;
      queueMicrotask(() => {
        this.#isFlushScheduled = false;
        this.#flush();
      });
    });
  }

  /** What the worker said to the batch that has been under way the longest. */
  receive({ unavailable, positions, answers }: AnswerBatch): void {
    const batch = this.#underWay.shift();
    if (batch === undefined) throw new AssertionError(`an answer that ${this.#name} asked for`);
    this.#requestCount -= batch.callers.length;
    // The worker goes on before the callers do.
    this.#flush();
    this.#onAnswered?.({
      requests: batch.callers.length,
      milliseconds: performance.now() - batch.postedAt,
      isAvailable: unavailable === undefined,
    });
    if (unavailable !== undefined) {
      rejectAll(batch, unavailable);
    } else {
      let next = 0;
      let position = 0;
      for (const caller of batch.callers) {
        const answer = positions[next] === position ? answers[next++] : undefined;
        if (answer !== undefined && isRefusal(answer)) caller.reject(refusalError(answer));
        else caller.settle(answer);
        position += 1;
      }
    }
    if (this.#requestCount === 0) this.#whenIdle?.();
  }

  /** Takes no more requests, for `reason`, and settles once those it has are answered. */
  drain(reason: string): Promise<void> {
    this.#closedBecause ??= reason;
    if (this.#requestCount === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  /** Rejects everything, now and from now on: there is no worker any more. */
  abandon(reason: string): void {
    this.#closedBecause = reason;
    for (const batch of [...this.#underWay.splice(0), ...this.#waiting.splice(0)]) rejectAll(batch, reason);
    this.#requestCount = 0;
    this.#whenIdle?.();
  }

  #openBatch(): Batch {
    const last = this.#waiting.at(-1);
    if (
      last !== undefined &&
      last.callers.length < requestsPerBatchMax[this.#name] &&
      last.textLength < textPerBatchMax
    ) {
      return last;
    }
    const batch: Batch = { cells: [], callers: [], textLength: 0, postedAt: 0 };
    this.#waiting.push(batch);
    return batch;
  }

  #flush(): void {
    while (this.#underWay.length < batchesUnderWayMax) {
      const batch = this.#waiting.shift();
      if (batch === undefined) return;
      this.#underWay.push(batch);
      batch.postedAt = performance.now();
      this.#post({ type: 'requests', lane: this.#name, cells: batch.cells });
    }
  }
}

function rejectAll(batch: Batch, reason: string): void {
  for (const caller of batch.callers) caller.reject(new StoreUnavailable(reason));
}

function isRefusal(answer: Answer): answer is Refusal {
  return !Array.isArray(answer);
}

function refusalError({ isOurError, message }: Refusal): Error {
  return isOurError ? new AssertionError(message) : new StoreUnavailable(message);
}
