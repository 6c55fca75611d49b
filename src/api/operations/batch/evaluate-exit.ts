import type { BatchAttempt, BatchJobBody } from '../../../store/resources/batch.ts';

/**
 * Whether a job is tried again after `attempt`, its last, failed: the first condition of its retry strategy that fits
 * decides, and where none fits it is.
 *
 * Source: API Reference, "EvaluateOnExit".
 */
export function isRetried(
  { attemptsMax, attempts, evaluateOnExit }: BatchJobBody,
  attempt: BatchAttempt,
): boolean {
  if (attempts.length >= attemptsMax) return false;
  const fitting = evaluateOnExit.find(
    ({ onExitCode, onReason, onStatusReason }) =>
      fits(onExitCode, attempt.exitCode === undefined ? '' : String(attempt.exitCode)) &&
      fits(onReason, attempt.reason ?? '') &&
      fits(onStatusReason, attempt.statusReason),
  );
  return fitting === undefined || String(fitting.action).toUpperCase() === 'RETRY';
}

/** A pattern may end with an asterisk. */
function fits(pattern: unknown, text: string): boolean {
  if (typeof pattern !== 'string') return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
