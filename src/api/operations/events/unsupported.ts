import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';

/** Throws ValidationException for the first of `names` that `input` has: what this server does not do, it does not accept. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (input as JsonObject)[name];
    if (value !== undefined && value !== '')
      throw new ValidationException(`${name} is not supported by this server.`);
  }
}
