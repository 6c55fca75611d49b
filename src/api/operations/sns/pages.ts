import { InvalidParameterException } from '../../../messaging/topics/errors.ts';

/** Items of a page. Source: SNS API Reference, "ListTopics". */
export const itemsPerPage = 100;

/** The name that the page before ended with. Throws InvalidParameterException for a token that is none. */
export function positionOf(NextToken: string | undefined): { readonly after?: string } {
  if (NextToken === undefined) return {};
  const after = Buffer.from(NextToken, 'base64').toString();
  if (Buffer.from(after).toString('base64') !== NextToken) throw new InvalidParameterException('NextToken');
  return { after };
}

/** The token of the page behind this one, of which one item more than fits was read, where there is one. */
export function tokenAfter(found: readonly { readonly name: string }[]): { readonly NextToken?: string } {
  const last = found[itemsPerPage - 1];
  return found.length <= itemsPerPage || last === undefined
    ? {}
    : { NextToken: Buffer.from(last.name).toString('base64') };
}
