/**
 * Stops a turn or a request that met something our own code must never produce.
 *
 * Nobody catches the AssertionError to carry on: the boundary logs it and answers InternalFailure.
 */
export function assert(condition: unknown, expectation: string): asserts condition {
  if (!condition) throw new AssertionError(expectation);
}

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** The branch of an exhaustive switch that no value reaches. */
export function unreachable(value: never): never {
  throw new AssertionError(`no such case: ${JSON.stringify(value)}`);
}
