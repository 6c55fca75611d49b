import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import type { Resource, ResourceKey } from '../store.ts';

/** The most resources kept in memory, those known not to exist among them. */
const entriesMax = 10_000;

/** The most text their bodies may have been parsed from, in UTF-16 units. */
const textMax = 64 * 1024 * 1024;

export interface CachedResource {
  /** Undefined: known not to exist. */
  readonly resource: Resource | undefined;
  readonly textLength: number;
}

/** The resources used lately, and which names were found to be free. */
export type ResourceCache = LeastRecentlyUsed<string, CachedResource>;

export function createResourceCache(): ResourceCache {
  return new LeastRecentlyUsed(entriesMax, { max: textMax, of: ({ textLength }) => textLength });
}

/** One text for a key. No part of it but the name can hold a line break. */
export function cacheKey({ kind, account, region, name }: ResourceKey): string {
  return `${kind}\n${account}\n${region}\n${name}`;
}
