import { Failure } from '../base/failure.ts';

/** A JSONata expression that failed, or whose result its field does not take: `States.QueryEvaluationError`. */
export class EvaluationFailure extends Failure {
  /** The field it stands in: `Output/error`. Undefined where no field of the state is to blame. */
  readonly location: string | undefined;

  constructor(cause: string, location: string | undefined) {
    super('States.QueryEvaluationError', cause);
    this.location = location;
  }
}
