import type { Resource, ResourceKey } from '../store.ts';

/** The most resources kept in memory, those known not to exist among them. */
const entriesMax = 10_000;

/** The most text their bodies may have been parsed from, in UTF-16 units. */
const textMax = 64 * 1024 * 1024;

interface Entry {
  /** Undefined: known not to exist. */
  readonly resource: Resource | undefined;
  readonly textLength: number;
}

interface KeptEntry extends Entry {
  /** Whether it was found since it was last passed over. */
  isUsed: boolean;
}

/**
 * The resources used lately, and which names were found to be free.
 *
 * Every request finds several, so finding only leaves a mark; what is to go is looked for from the oldest on, and whatever has
 * the mark loses it and stays.
 */
export class ResourceCache {
  readonly #entries = new Map<string, KeptEntry>();
  #textLength = 0;

  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.isUsed = true;
    return entry;
  }

  set(key: string, entry: Entry): void {
    this.#delete(key);
    if (entry.textLength > textMax) return;
    this.#entries.set(key, { isUsed: false, ...entry });
    this.#textLength += entry.textLength;
    for (const [oldest, kept] of this.#entries) {
      if (this.#entries.size <= entriesMax && this.#textLength <= textMax) return;
      if (kept.isUsed || oldest === key) this.#passOver(oldest, kept);
      else this.#delete(oldest);
    }
  }

  #passOver(key: string, entry: KeptEntry): void {
    entry.isUsed = false;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#textLength -= entry.textLength;
  }
}

/** One text for a key. No part of it but the name can hold a line break. */
export function cacheKey({ kind, account, region, name }: ResourceKey): string {
  return `${kind}\n${account}\n${region}\n${name}`;
}
