import { ValidationException } from '../../../base/aws-error.ts';

/** The members by which requests ask for pages. */
export interface PageInput {
  readonly NextToken?: string;
  readonly Limit?: number;
}

/** Items of a page where the request names no number. Source: API Reference, "ListRules", Limit. */
const itemsDefault = 100;

export interface PageRequest {
  readonly limit: number;
  /** The name that the page before ended with. */
  readonly after: string | undefined;
}

/** Throws ValidationException for a token that is none. */
export function pageOf({ NextToken, Limit = itemsDefault }: PageInput): PageRequest {
  if (NextToken === undefined) return { limit: Limit, after: undefined };
  const after = Buffer.from(NextToken, 'base64').toString();
  if (Buffer.from(after).toString('base64') !== NextToken)
    throw new ValidationException('NextToken is not valid.');
  return { limit: Limit, after };
}

/** The page's part of items in order of name that begin after it, and the token of the next one. */
export function cutPage<Item>(
  items: readonly Item[],
  { limit }: PageRequest,
  nameOf: (item: Item) => string,
): { readonly page: readonly Item[]; readonly token: { readonly NextToken?: string } } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (items.length <= limit || last === undefined) return { page, token: {} };
  return { page, token: { NextToken: Buffer.from(nameOf(last)).toString('base64') } };
}
