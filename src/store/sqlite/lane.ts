import { AssertionError } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import { StoreUnavailable } from '../store.ts';
import { WriteLoad } from '../write-load.ts';
import { FairQueue } from './fair-queue.ts';
import type { Answer, AnswerBatch, LaneName, Refusal, RequestBatch } from './wire.ts';

/** Batches under way: one being worked on, one that is ready when it is done; meanwhile the next one gathers. */
const batchesUnderWayMax = 2;

/** Reads are fewer because a batch is answered at once, and an answer may be a whole log. */
const requestsPerBatchMax: Readonly<Record<LaneName, number>> = { writes: 1024, reads: 64 };

/** A batch takes no more requests once its texts are this long together, in UTF-16 units. */
const textPerBatchMax = 4 * 1024 * 1024;

/** Callers that wait at once, and their texts together in UTF-16 units: beyond them the disk is hopelessly behind. */
const requestsMax = 262_144;
const textMax = 512 * 1024 * 1024;

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
  /** When its first request came, on the clock of `performance`. */
  openedAt: number;
  /** When it was handed to the worker, on the clock of `performance`. */
  postedAt: number;
}

/** A request that came while a whole batch waited already. */
interface Crowded {
  readonly cells: readonly Cell[];
  readonly textLength: number;
  readonly caller: Caller;
  readonly arrivedAt: number;
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

export interface LaneOptions {
  readonly onAnswered?: BatchObserver | undefined;
  readonly load?: WriteLoad | undefined;
  /**
   * Calls the function that sends what gathered since. By default once this poll of the event loop is over, because a message to
   * the worker costs more than a request does, and so whatever else the poll brings comes along.
   */
  readonly soon?: (flush: () => void) => void;
}

/** Must not throw. */
export type BatchObserver = (batch: AnsweredBatch) => void;

/**
 * Gathers the requests of many callers into messages to a worker, one for each batch, and hands each caller its own
 * outcome.
 *
 * Where more requests come than the next batch takes, the batches after it take one from each party in turn, so that a
 * party with many requests delays those of the others by its own first few only.
 */
export class Lane {
  readonly #name: LaneName;
  readonly #post: (batch: RequestBatch) => void;
  readonly #onAnswered: BatchObserver | undefined;
  readonly #underWay: Batch[] = [];
  readonly #load: WriteLoad;
  readonly #soon: (flush: () => void) => void;
  #waiting: Batch | undefined;
  readonly #crowd = new FairQueue<Crowded>();
  #requestCount = 0;
  #isFlushScheduled = false;
  #closedBecause: string | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(
    name: LaneName,
    post: (batch: RequestBatch) => void,
    { onAnswered, load = new WriteLoad(), soon = setImmediate }: LaneOptions = {},
  ) {
    this.#name = name;
    this.#post = post;
    this.#onAnswered = onAnswered;
    this.#load = load;
    this.#soon = soon;
  }

  /** Of one `party`, requests are answered in the order they came. */
  request<Input, Output>(type: RequestType<Input, Output>, input: Input, party = ''): Promise<Output> {
    return new Promise((resolve, reject) => {
      if (this.#closedBecause !== undefined) throw new StoreUnavailable(this.#closedBecause);
      if (this.#requestCount >= requestsMax || this.#load.characters >= textMax) {
        throw new StoreUnavailable(`The store is overloaded: ${this.#requestCount} requests wait for it.`);
      }
      const settle = (answer: readonly Cell[] | undefined) => {
        try {
          resolve(type.parse(answer, input));
        } catch (error) {
          reject(error);
        }
      };
      const caller = { settle, reject };
      if (this.#isCrowded()) this.#joinCrowd(type, input, { caller, party });
      else this.#joinBatch(type, input, caller);
      this.#requestCount += 1;
      if (this.#isFlushScheduled || this.#underWay.length >= batchesUnderWayMax) return;
      this.#isFlushScheduled = true;
      this.#soon(() => {
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
    this.#load.characters -= batch.textLength;
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
    for (const batch of this.#underWay.splice(0)) rejectAll(batch, reason);
    for (let batch = this.#takeWaiting(); batch !== undefined; batch = this.#takeWaiting())
      rejectAll(batch, reason);
    this.#requestCount = 0;
    this.#load.characters = 0;
    this.#load.since = undefined;
    this.#whenIdle?.();
  }

  /** Whether the batch that waits is full, so that whoever comes now waits for a later one. */
  #isCrowded(): boolean {
    return this.#waiting !== undefined && this.#isFull(this.#waiting);
  }

  #isFull({ callers, textLength }: Batch): boolean {
    return callers.length >= requestsPerBatchMax[this.#name] || textLength >= textPerBatchMax;
  }

  #joinBatch<Input, Output>(type: RequestType<Input, Output>, input: Input, caller: Caller): void {
    const batch = this.#waiting ?? this.#openBatch(performance.now());
    const textLength = type.push(batch.cells, input);
    batch.textLength += textLength;
    this.#load.characters += textLength;
    batch.callers.push(caller);
  }

  #joinCrowd<Input, Output>(
    type: RequestType<Input, Output>,
    input: Input,
    { caller, party }: { readonly caller: Caller; readonly party: string },
  ): void {
    const cells: Cell[] = [];
    const textLength = type.push(cells, input);
    this.#load.characters += textLength;
    this.#crowd.add(party, { cells, textLength, caller, arrivedAt: performance.now() });
  }

  #openBatch(openedAt: number): Batch {
    this.#load.since ??= openedAt;
    const batch: Batch = { cells: [], callers: [], textLength: 0, openedAt, postedAt: 0 };
    this.#waiting = batch;
    return batch;
  }

  /** The batch that waits, in whose place comes what the crowd has. */
  #takeWaiting(): Batch | undefined {
    const taken = this.#waiting;
    this.#waiting = undefined;
    for (let next = this.#crowd.take(); next !== undefined; ) {
      const batch: Batch = this.#waiting ?? this.#openBatch(next.arrivedAt);
      batch.cells.push(...next.cells);
      batch.callers.push(next.caller);
      batch.textLength += next.textLength;
      batch.openedAt = Math.min(batch.openedAt, next.arrivedAt);
      next = this.#isFull(batch) ? undefined : this.#crowd.take();
    }
    return taken;
  }

  #flush(): void {
    while (this.#underWay.length < batchesUnderWayMax) {
      const batch = this.#takeWaiting();
      if (batch === undefined) break;
      this.#underWay.push(batch);
      batch.postedAt = performance.now();
      this.#post({ type: 'requests', lane: this.#name, cells: batch.cells });
    }
    this.#load.since = (this.#underWay[0] ?? this.#waiting)?.openedAt;
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
