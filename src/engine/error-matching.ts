import { Failure } from '../base/failure.ts';

/** A heartbeat that did not come in time: reported as `States.Timeout`, matched by its own name too (recorded). */
export class HeartbeatTimeout extends Failure {
  constructor() {
    super('States.Timeout');
  }
}

/**
 * Whether `errorEquals` of a Retrier or Catcher names `failure`.
 *
 * `States.Runtime` is matched by nothing, not even its own name (recorded). `States.TaskFailed` stands for every error
 * but `States.Timeout`; a result over the size limit is matched by its own name and `States.ALL` (recorded).
 *
 * Source: Developer Guide, "Handling errors in Step Functions workflows".
 */
export function matchesError(errorEquals: readonly string[], failure: Failure): boolean {
  if (failure.error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === 'States.ALL' || name === failure.error) return true;
    if (name === 'States.HeartbeatTimeout') return failure instanceof HeartbeatTimeout;
    return (
      name === 'States.TaskFailed' &&
      failure.error !== 'States.Timeout' &&
      failure.error !== 'States.DataLimitExceeded'
    );
  });
}
