import type { Failure } from '../base/failure.ts';
import type { JsonObject } from '../base/json.ts';

/** What a Catcher is given: the error's name and cause, each where there is one. */
export function errorOutput({ error, cause }: Failure): JsonObject {
  return { ...(error !== undefined && { Error: error }), ...(cause !== undefined && { Cause: cause }) };
}
