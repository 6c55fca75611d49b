/** One page of a list, and the token of the next where there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

export interface PageRequest<Item> {
  readonly nextToken: string | undefined;
  readonly limit: number;
  /** Where an item stands: greater than for every item before it, or less where they descend. */
  readonly positionOf: (item: Item) => string;
  readonly isDescending?: boolean;
  readonly invalidToken: () => Error;
}

/** The page of `items`, which are in order of position, that `nextToken` asks for. Throws `invalidToken`. */
export function pageOf<Item>(items: Iterable<Item>, request: PageRequest<Item>): Page<Item> {
  const after = request.nextToken === undefined ? undefined : openToken(request);
  const page: Item[] = [];
  for (const item of items) {
    if (after !== undefined && !isBehind(request, item, after)) continue;
    const last = page.at(-1);
    if (page.length === request.limit && last !== undefined) {
      return { items: page, nextToken: Buffer.from(`after ${request.positionOf(last)}`).toString('base64') };
    }
    page.push(item);
  }
  return { items: page, nextToken: undefined };
}

function isBehind<Item>({ positionOf, isDescending }: PageRequest<Item>, item: Item, after: string): boolean {
  const position = positionOf(item);
  return isDescending === true ? position < after : position > after;
}

function openToken<Item>({ nextToken = '', invalidToken }: PageRequest<Item>): string {
  const [, position] = /^after (.+)$/s.exec(Buffer.from(nextToken, 'base64').toString()) ?? [];
  if (position === undefined) throw invalidToken();
  return position;
}
