import type { Logger } from 'pino';
import { parseArn } from '../base/arn.ts';
import { AwsError } from '../base/aws-error.ts';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import { ServiceError, ServiceUnreachable } from '../connectors/connector.ts';
import type { EventRuleBody, EventTargetBody } from '../store/resources/events.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { BusEvent } from './bus-event.ts';
import { findTargetKind } from './targets/index.ts';
import type { Delivery, DeliveryParts } from './targets/target-kind.ts';

/** Gives events to the targets of rules. */
export interface Deliveries {
  deliver(event: BusEvent, rule: EventRuleBody): void;
  /** Resolves once nothing is being delivered; what waits for another attempt is not waited for. */
  whenIdle(): Promise<void>;
  /** Gives up what waits. */
  close(): void;
}

export interface DeliveriesParts extends DeliveryParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}

/** What a target without a RetryPolicy gets. Source: API Reference, "RetryPolicy". */
const attemptsDefault = 185;
const eventAgeSecondsDefault = 24 * 60 * 60;

const pauseMillisecondsMin = 1_000;
const pauseMillisecondsMax = 10 * 60 * 1_000;

/** Deliveries that wait or are under way; bounds of ours. */
const deliveriesMax = 10_000;
const textCharactersMax = 64 * 1024 * 1024;
/** At most so many at once, so that events leave room for callers who wait. */
const underWayMax = 100;

interface PendingDelivery extends Delivery {
  attemptCount: number;
}

/**
 * At least once, in memory: a target that cannot take an event now is tried again with growing pauses for as long as its
 * RetryPolicy says, and one that refuses is not. What is on its way when the process ends is lost.
 */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { clock, log } = parts;
  const waiting: PendingDelivery[] = [];
  const pauses = new Set<CancelScheduled>();
  const onIdle: (() => void)[] = [];
  let held = 0;
  let heldCharacters = 0;
  let underWay = 0;
  let isClosed = false;

  function accept(event: BusEvent, rule: EventRuleBody, target: EventTargetBody): void {
    const { partition = 'aws', account = '', region = '' } = parseArn(target.Arn) ?? {};
    const place = { partition, account, region };
    const delivery: PendingDelivery = { event, rule, target, place, attemptCount: 0 };
    if (isClosed || held >= deliveriesMax || heldCharacters + event.text.length > textCharactersMax) {
      logLoss(delivery, isClosed ? 'the server shuts down' : 'too many events wait');
      return;
    }
    held += 1;
    heldCharacters += event.text.length;
    waiting.push(delivery);
    runNext();
  }

  function runNext(): void {
    while (underWay < underWayMax) {
      const delivery = waiting.shift();
      if (delivery === undefined) break;
      underWay += 1;
      void attempt(delivery).finally(() => {
        underWay -= 1;
        runNext();
      });
    }
    if (underWay === 0) for (const resolve of onIdle.splice(0)) resolve();
  }

  async function attempt(delivery: PendingDelivery): Promise<void> {
    delivery.attemptCount += 1;
    try {
      const kind = findTargetKind(delivery.target.Arn);
      if (kind === undefined) {
        drop(delivery, 'this server delivers no events to such a target');
        return;
      }
      await kind.deliver(delivery, parts);
      forget(delivery);
    } catch (error) {
      if (!isTransient(error)) drop(delivery, error instanceof Error ? error.message : String(error));
      else retry(delivery, error instanceof Error ? error.message : String(error));
    }
  }

  function retry(delivery: PendingDelivery, reason: string): void {
    const { RetryPolicy: policy = {} } = delivery.target;
    const { MaximumRetryAttempts: retriesMax = attemptsDefault } = policy;
    const { MaximumEventAgeInSeconds: ageMax = eventAgeSecondsDefault } = policy;
    const exponential = Math.min(
      pauseMillisecondsMin * 2 ** (delivery.attemptCount - 1),
      pauseMillisecondsMax,
    );
    const retryAt = clock.now() + exponential * (0.5 + parts.random() / 2);
    if (isClosed || delivery.attemptCount > retriesMax) drop(delivery, `every attempt failed: ${reason}`);
    else if (retryAt > delivery.event.ingestedAt + ageMax * 1000) drop(delivery, `it is too old: ${reason}`);
    else {
      const cancel = clock.schedule(retryAt, () => {
        pauses.delete(cancel);
        waiting.push(delivery);
        runNext();
      });
      pauses.add(cancel);
    }
  }

  function drop(delivery: PendingDelivery, reason: string): void {
    forget(delivery);
    logLoss(delivery, reason);
  }

  function forget({ event }: PendingDelivery): void {
    held -= 1;
    heldCharacters -= event.text.length;
  }

  function logLoss({ event, rule, target, attemptCount }: PendingDelivery, reason: string): void {
    log.warn(
      { eventId: event.id, ruleArn: rule.arn, targetArn: target.Arn, attemptCount },
      `an event is not delivered: ${reason}`,
    );
  }

  return {
    deliver(event, rule) {
      for (const target of rule.targets) accept(event, rule, target);
    },
    whenIdle() {
      return underWay === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve));
    },
    close() {
      isClosed = true;
      for (const cancel of pauses) cancel();
      if (pauses.size > 0)
        log.warn({ count: pauses.size }, 'events that wait for another attempt are given up');
      pauses.clear();
    },
  };
}

/** Refusals that another attempt may not meet. */
const transientCodes: ReadonlySet<string> = new Set([
  'ExecutionLimitExceeded',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

function isTransient(error: unknown): boolean {
  if (error instanceof StoreUnavailable || error instanceof ServiceUnreachable) return true;
  if (error instanceof ServiceError || error instanceof AwsError) {
    return error.status >= 500 || transientCodes.has(error.code);
  }
  return false;
}
