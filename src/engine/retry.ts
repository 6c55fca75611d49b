import type { CompiledRetrier, Surroundings } from '../asl/compiled.ts';
import type { Failure } from '../base/failure.ts';
import { matchesError } from './error-matching.ts';

export interface Retry {
  readonly retrierIndex: number;
  /** Epoch milliseconds. */
  readonly retryAt: number;
}

export interface RetryRequest {
  readonly retriers: readonly CompiledRetrier[];
  /** By Retrier: how often it has retried since the state was entered. */
  readonly attempts: readonly number[];
  readonly failure: Failure;
}

/**
 * The retry that is due after `failure`, or undefined where no Retrier names it or the first that does is spent: the
 * Retriers behind that one are not asked.
 *
 * Source: Developer Guide, "Handling errors in Step Functions workflows".
 */
export function findRetry(
  { retriers, attempts, failure }: RetryRequest,
  surroundings: Surroundings,
): Retry | undefined {
  const retrierIndex = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const retrier = retriers[retrierIndex];
  const attemptCount = attempts[retrierIndex] ?? 0;
  if (retrier === undefined || attemptCount >= retrier.maxAttempts) return undefined;
  return { retrierIndex, retryAt: surroundings.at + delayMilliseconds(retrier, attemptCount, surroundings) };
}

/** With JitterStrategy FULL the delay is drawn between 0 and the computed delay. */
function delayMilliseconds(retrier: CompiledRetrier, attemptCount: number, { random }: Surroundings): number {
  const {
    intervalSeconds,
    backoffRate,
    jitterStrategy,
    maxDelaySeconds = Number.POSITIVE_INFINITY,
  } = retrier;
  const delaySeconds = Math.min(
    intervalSeconds * backoffRate ** attemptCount,
    maxDelaySeconds,
    delaySecondsMax,
  );
  return Math.round(delaySeconds * 1000 * (jitterStrategy === 'FULL' ? random() : 1));
}

/** No wait is longer than an execution may last. */
const delaySecondsMax = 31_536_000;
