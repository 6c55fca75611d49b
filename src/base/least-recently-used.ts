interface Entry<Value> {
  readonly value: Value;
  /** Whether it was asked for since it was last passed over. */
  isUsed: boolean;
}

/** What values weigh, each and at most together. */
export interface Weights<Value> {
  readonly max: number;
  readonly of: (value: Value) => number;
}

/**
 * A map of at most `sizeMax` entries, and of no more weight than is said, that lets go of what was not asked for lately. A value
 * that weighs too much by itself is not kept.
 *
 * Asking only leaves a mark; what is to go is looked for from the oldest on, and whatever has the mark loses it and stays. Moving
 * an entry each time would have V8 make the map's table anew every few times, each of them kept alive by the one before it.
 */
export class LeastRecentlyUsed<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #sizeMax: number;
  readonly #weights: Weights<Value>;
  #weight = 0;

  constructor(sizeMax: number, weights: Weights<Value> = weightless) {
    this.#sizeMax = sizeMax;
    this.#weights = weights;
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
    this.delete(key);
    const weight = this.#weights.of(value);
    if (weight > this.#weights.max) return;
    this.#entries.set(key, { value, isUsed: false });
    this.#weight += weight;
    this.#makeRoomFor(key);
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weights.of(entry.value);
  }

  #makeRoomFor(newKey: Key): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#sizeMax && this.#weight <= this.#weights.max) return;
      if (entry.isUsed || key === newKey) this.#passOver(key, entry);
      else this.delete(key);
    }
  }

  #passOver(key: Key, entry: Entry<Value>): void {
    entry.isUsed = false;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }
}

const weightless: Weights<unknown> = { max: 0, of: () => 0 };
