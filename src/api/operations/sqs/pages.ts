import { InvalidParameterValue } from '../../../messaging/queues/errors.ts';

/** The members by which requests ask for pages. */
export interface PageInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Source: SQS API Reference, "ListQueues", MaxResults. */
const resultsMax = 1_000;

export interface PageRequest {
  readonly limit: number;
  /** The name that the page before ended with. */
  readonly after: string | undefined;
}

/** Throws InvalidParameterValue. */
export function pageOf({ NextToken, MaxResults: limit = resultsMax }: PageInput): PageRequest {
  if (limit < 1 || limit > resultsMax)
    throw new InvalidParameterValue(
      `Value for parameter MaxResults is invalid. Reason: Must be an integer from 1 to ${resultsMax}.`,
    );
  if (NextToken === undefined) return { limit, after: undefined };
  const after = Buffer.from(NextToken, 'base64').toString();
  if (Buffer.from(after).toString('base64') !== NextToken)
    throw new InvalidParameterValue('Invalid or expired next token.');
  return { limit, after };
}

/** The token of the page behind the first `limit` of `found`, where there is one. */
export function tokenAfter(
  found: readonly { readonly name: string }[],
  limit: number,
): { readonly NextToken?: string } {
  const last = found[limit - 1];
  return found.length <= limit || last === undefined
    ? {}
    : { NextToken: Buffer.from(last.name).toString('base64') };
}
