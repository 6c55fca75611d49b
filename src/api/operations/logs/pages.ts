import { InvalidParameterException } from '../../../logs/errors.ts';

/** The members by which requests ask for pages. */
export interface PageInput {
  readonly nextToken?: string;
  readonly limit?: number;
}

/** Items of a page where the request names no number. Source: API Reference, "DescribeLogGroups", limit. */
const itemsDefault = 50;

/** What the page before ended with. Throws InvalidParameterException for a token that is none. */
export function pageStart({ nextToken }: PageInput): string | undefined {
  if (nextToken === undefined) return undefined;
  const after = Buffer.from(nextToken, 'base64').toString();
  if (Buffer.from(after).toString('base64') !== nextToken) {
    throw new InvalidParameterException('The specified nextToken is invalid.');
  }
  return after;
}

/** The page's part of items that begin after it, and the token of the next one. */
export function cutPage<Item>(
  items: readonly Item[],
  { limit = itemsDefault }: PageInput,
  nameOf: (item: Item) => string,
): { readonly page: readonly Item[]; readonly token: { readonly nextToken?: string } } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  if (items.length <= limit || last === undefined) return { page, token: {} };
  return { page, token: { nextToken: Buffer.from(nameOf(last)).toString('base64') } };
}
