/**
 * What went wrong in a workflow: an error name that Retriers and Catchers match, and its cause.
 *
 * A value, never thrown: `instanceof Failure` tells it from a result. `error` is absent only for a Fail state that
 * names none.
 */
export class Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;

  constructor(error: string | undefined, cause?: string) {
    this.error = error;
    this.cause = cause;
  }
}

/** A value, or why there is none. */
export type Evaluated<T> = T | Failure;
