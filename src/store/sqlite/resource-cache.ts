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

/** The resources used last, and which names were found to be free. */
export class ResourceCache {
  /** In order of use, the least recent first. */
  readonly #entries = new Map<string, Entry>();
  #textLength = 0;

  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: string, entry: Entry): void {
    this.#delete(key);
    if (entry.textLength > textMax) return;
    this.#entries.set(key, entry);
    this.#textLength += entry.textLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= entriesMax && this.#textLength <= textMax) return;
      this.#delete(oldest);
    }
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
