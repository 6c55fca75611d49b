interface Entry<Value> {
  readonly value: Value;
  /** Whether it was asked for since it was last passed over. */
  isUsed: boolean;
}

/**
 * A map of at most `sizeMax` entries that lets go of one that was not asked for lately.
 *
 * Asking only leaves a mark; what is to go is looked for from the oldest on, and whatever has the mark loses it and stays. Moving
 * an entry each time would have V8 make the map's table anew every few times, each of them kept alive by the one before it.
 */
export class LeastRecentlyUsed<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, isUsed: false });
    if (this.#entries.size > this.#sizeMax) this.#makeRoomFor(key);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  #makeRoomFor(newKey: Key): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.isUsed && key !== newKey) return;
      entry.isUsed = false;
      this.#entries.set(key, entry);
    }
  }
}
