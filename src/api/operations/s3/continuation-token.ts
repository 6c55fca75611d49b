import { invalidArgument } from './errors.ts';

/** What a next page begins behind, as an answer gives it. */
export function continuationToken(after: string): string {
  return Buffer.from(after, 'utf8').toString('base64url');
}

/** Throws InvalidArgument for a text that no answer gave. */
export function readContinuationToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString('utf8');
  if (after === '' || continuationToken(after) !== token)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return after;
}
