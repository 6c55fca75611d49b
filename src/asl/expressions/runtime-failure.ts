import { Failure } from '../../base/failure.ts';

/** Data that a state cannot process. AWS never lets a Retrier or Catcher match it. */
export function runtimeFailure(cause: string): Failure {
  return new Failure('States.Runtime', cause);
}
