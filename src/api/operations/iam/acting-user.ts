import { ValidationException } from '../../../base/aws-error.ts';
import type { Call } from '../../operation.ts';

/**
 * The user a request is about: the one it names, or the one that makes it.
 *
 * Throws ValidationException where it names none and no user makes it.
 */
export function actingUserName(input: { readonly UserName?: string }, call: Call): string {
  if (input.UserName !== undefined) return input.UserName;
  const { principal } = call.caller;
  if (principal.kind === 'User') return principal.userName;
  throw new ValidationException('Must specify userName when calling with non-User credentials');
}
