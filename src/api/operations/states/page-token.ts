import { createHash } from 'node:crypto';
import type { Json } from '../../../base/json.ts';
import { InvalidToken } from './errors.ts';

// A token says where a page ended, when it expires and which request it belongs to. It has no seal: who makes one up gets
// a place in the pages of a request that is theirs to make, checked and authorized like any other, and no more than by
// leafing through them.

/** How long a page's token may be used. Source: API Reference, "ListExecutions", nextToken. */
const tokenMilliseconds = 24 * 60 * 60 * 1000;

export interface TokenScope {
  /** What the token belongs to: the operation and every parameter that shapes its pages. */
  readonly request: Json;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where a page ended: a name, or numbers that count from 0. */
export type PagePosition = string | readonly number[];

interface PageRequest<Item> {
  /** Items that a page holds. */
  readonly limit: number;
  readonly scope: TokenScope;
  readonly positionOf: (last: Item) => PagePosition;
}

/** The page that begins what was found, and the answer's nextToken where more was found than it holds. */
export function cutPage<Item>(
  found: readonly Item[],
  { limit, scope, positionOf }: PageRequest<Item>,
): { readonly page: readonly Item[]; readonly next: { readonly nextToken?: string } } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  if (found.length <= limit || last === undefined) return { page, next: {} };
  return { page, next: { nextToken: issuePageToken(positionOf(last), scope) } };
}

/** A token that stands for `position` in the pages of one request, and of no other. */
export function issuePageToken(position: PagePosition, { request, now }: TokenScope): string {
  return Buffer.from(JSON.stringify([position, now + tokenMilliseconds, digest(request)])).toString('base64');
}

/** The position that `token` stands for; undefined without a token. Throws InvalidToken for one that is not this request's. */
export function openPageToken(
  token: string | undefined,
  { request, now }: TokenScope,
): PagePosition | undefined {
  if (token === undefined) return undefined;
  const opened = parse(token);
  if (!Array.isArray(opened) || opened.length !== 3) throw new InvalidToken();
  const [position, expiresAt, owner] = opened as [unknown, unknown, unknown];
  if (owner !== digest(request) || typeof expiresAt !== 'number' || expiresAt <= now)
    throw new InvalidToken();
  if (!isPosition(position)) throw new InvalidToken();
  return position;
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    throw new InvalidToken();
  }
}

function isPosition(value: unknown): value is PagePosition {
  if (typeof value === 'string') return true;
  return Array.isArray(value) && value.every((number) => Number.isSafeInteger(number) && number >= 0);
}

function digest(request: Json): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}
