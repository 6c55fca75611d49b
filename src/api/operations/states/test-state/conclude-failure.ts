import type { CompiledState, Outcome } from '../../../../asl/compiled.ts';
import { Failure } from '../../../../base/failure.ts';
import { matchesError } from '../../../../engine/error-matching.ts';
import { errorOutput } from '../../../../engine/error-output.ts';
import { dataLimitExceeded, isTooLarge } from '../../../../engine/payload-limit.ts';
import { findRetry } from '../../../../engine/retry.ts';
import { type StateTest, testedStateName } from './state-test.ts';

/** What becomes of a failure: a retry that an execution would make, a Catcher's state, or the end. */
export type Aftermath =
  | { readonly status: 'RETRIABLE' | 'FAILED'; readonly failure: Failure }
  | {
      readonly status: 'CAUGHT_ERROR';
      readonly failure: Failure;
      readonly outcome: Outcome;
      readonly next: string;
    };

/** Every Retrier is taken to have retried `retrierRetryCount` times before. */
export function concludeFailure(test: StateTest, state: CompiledState, failure: Failure): Aftermath {
  const { scope, inspection, configuration } = test;
  if (!('retriers' in state)) return { status: 'FAILED', failure };
  const { retriers, catchers } = state;
  const attempts = retriers.map(() => configuration.retrierRetryCount ?? 0);
  const retry = findRetry({ retriers, attempts, failure }, scope.surroundings);
  if (retry !== undefined) {
    inspection.showError({
      retryIndex: retry.retrierIndex,
      retryBackoffIntervalSeconds: Math.round((retry.retryAt - scope.surroundings.at) / 1000),
    });
    return { status: 'RETRIABLE', failure };
  }
  // A Retrier that is spent is still named (recorded).
  const retryIndex = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const catchIndex = catchers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  if (retryIndex >= 0 || catchIndex >= 0) {
    inspection.showError({ ...(retryIndex >= 0 && { retryIndex }), ...(catchIndex >= 0 && { catchIndex }) });
  }
  const catcher = catchers[catchIndex];
  if (catcher === undefined) return { status: 'FAILED', failure };
  const outcome = catcher.conclude(scope, errorOutput(failure));
  if (outcome instanceof Failure) return { status: 'FAILED', failure: outcome };
  if (isTooLarge(outcome.output)) return { status: 'FAILED', failure: dataLimitExceeded(testedStateName) };
  return { status: 'CAUGHT_ERROR', failure, outcome, next: catcher.next };
}
