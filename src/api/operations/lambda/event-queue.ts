import { AwsError } from '../../../base/aws-error.ts';
import { ServiceException, TooManyRequestsException } from '../../../compute/errors.ts';
import type { Invocation } from '../../../compute/run-invocation.ts';
import type { Services } from '../../operation.ts';
import type { FunctionReference } from './function-reference.ts';
import { runFunction } from './run-function.ts';
import { findVersion } from './stored-function.ts';

/** An asynchronous invocation: nobody waits for what comes of it. */
export interface EventInvocation {
  readonly reference: FunctionReference;
  readonly payload: string;
  readonly invocation: Invocation;
}

/** How long after an attempt that failed the next one follows. Source: Developer Guide, "Asynchronous invocation". */
const retryMilliseconds = [60_000, 120_000];

/** How long an event that found no room is tried again, and after which pauses. Source: the same page. */
const eventAgeMillisecondsMax = 6 * 3600 * 1000;
const pauseMillisecondsMin = 1000;
const pauseMillisecondsMax = 5 * 60 * 1000;

/** Events that wait, run, or are to be tried again; bounds of ours. */
const eventsMax = 10_000;
const payloadCharactersMax = 64 * 1024 * 1024;

/** At most so many at once, so that events leave room for callers who wait. */
const runningMax = 100;

interface PendingEvent extends EventInvocation {
  readonly acceptedAt: number;
  /** Attempts that the function failed. */
  failureCount: number;
  /** Attempts it never saw. */
  pauseCount: number;
}

/** The asynchronous invocations of one server, in memory: those that are out when it stops are lost. */
export class EventQueue {
  readonly #services: Services;
  readonly #waiting: PendingEvent[] = [];
  #eventCount = 0;
  #characterCount = 0;
  #runningCount = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Throws TooManyRequestsException where no more events can be held. */
  accept(event: EventInvocation): void {
    const { length } = event.payload;
    if (this.#eventCount >= eventsMax || this.#characterCount + length > payloadCharactersMax) {
      throw new TooManyRequestsException();
    }
    this.#eventCount += 1;
    this.#characterCount += length;
    const acceptedAt = this.#services.clock.now();
    this.#waiting.push({ ...event, acceptedAt, failureCount: 0, pauseCount: 0 });
    this.#runNext();
  }

  #runNext(): void {
    while (this.#runningCount < runningMax) {
      const event = this.#waiting.shift();
      if (event === undefined) return;
      this.#runningCount += 1;
      void this.#attempt(event).finally(() => {
        this.#runningCount -= 1;
        this.#runNext();
      });
    }
  }

  async #attempt(event: PendingEvent): Promise<void> {
    try {
      const body = await findVersion(this.#services.store, event.reference);
      if (body === undefined) this.#drop(event, 'the function was deleted');
      else if ((await runFunction(this.#services, body, event)).functionError === undefined)
        this.#forget(event);
      else this.#retryFailed(event);
    } catch (error) {
      if (error instanceof AwsError && !(error instanceof ServiceException)) this.#retryPaused(event, error);
      else this.#drop(event, error instanceof Error ? error.message : String(error));
    }
  }

  #retryFailed(event: PendingEvent): void {
    const delay = retryMilliseconds[event.failureCount];
    if (delay === undefined) {
      this.#drop(event, 'every attempt failed');
      return;
    }
    event.failureCount += 1;
    this.#retryIn(event, delay);
  }

  #retryPaused(event: PendingEvent, { message }: AwsError): void {
    const delay = Math.min(pauseMillisecondsMin * 2 ** event.pauseCount, pauseMillisecondsMax);
    event.pauseCount += 1;
    if (this.#services.clock.now() + delay > event.acceptedAt + eventAgeMillisecondsMax)
      this.#drop(event, message);
    else this.#retryIn(event, delay);
  }

  #retryIn(event: PendingEvent, milliseconds: number): void {
    const { clock } = this.#services;
    clock.schedule(clock.now() + milliseconds, () => {
      this.#waiting.push(event);
      this.#runNext();
    });
  }

  #drop(event: PendingEvent, reason: string): void {
    this.#forget(event);
    const { arn } = event.reference;
    const { requestId } = event.invocation;
    this.#services.log.warn(
      { functionArn: arn, requestId },
      `an asynchronous invocation is given up: ${reason}`,
    );
  }

  #forget({ payload }: PendingEvent): void {
    this.#eventCount -= 1;
    this.#characterCount -= payload.length;
  }
}

const queues = new WeakMap<Services, EventQueue>();

export function eventQueueOf(services: Services): EventQueue {
  const known = queues.get(services);
  if (known !== undefined) return known;
  const queue = new EventQueue(services);
  queues.set(services, queue);
  return queue;
}
