import { createHash } from 'node:crypto';
import type { Json } from '../../../base/json.ts';
import { InvalidToken } from './errors.ts';

/** How long a page's token may be used. Source: API Reference, "ListExecutions", nextToken. */
const tokenMilliseconds = 24 * 60 * 60 * 1000;

export interface TokenScope {
  /** What the token belongs to: the operation and every parameter that shapes its pages. */
  readonly request: Json;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A token that stands for `position` in the pages of one request, and of no other. */
export function issuePageToken(position: Json, { request, now }: TokenScope): string {
  return Buffer.from(JSON.stringify([position, now + tokenMilliseconds, digest(request)])).toString('base64');
}

/** The position that `token` stands for; undefined without a token. Throws InvalidToken for one that is not this request's. */
export function openPageToken(token: string | undefined, { request, now }: TokenScope): Json | undefined {
  if (token === undefined) return undefined;
  let opened: unknown;
  try {
    opened = JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    throw new InvalidToken();
  }
  if (!Array.isArray(opened) || opened.length !== 3) throw new InvalidToken();
  const [position, expiresAt, owner] = opened as [Json, number, string];
  if (owner !== digest(request) || !(expiresAt > now)) throw new InvalidToken();
  return position;
}

function digest(request: Json): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}
