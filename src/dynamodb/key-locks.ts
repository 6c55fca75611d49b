/** Locks by name: each is held by one at a time, and given in the order it was asked for. */
export class KeyLocks {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Calls `run` once the lock is its own: at once where nobody holds it. */
  acquire(key: string, run: () => void): void {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(run);
      return;
    }
    this.#waiting.set(key, []);
    run();
  }

  release(key: string): void {
    const next = this.#waiting.get(key)?.shift();
    if (next === undefined) this.#waiting.delete(key);
    else next();
  }

  /** Runs `work` with all of `keys`, each named once. Taken in one order by all, so that none wait for each other in a circle. */
  async holding<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const ordered = [...keys].sort();
    for (const key of ordered) await new Promise<void>((resolve) => this.acquire(key, resolve));
    try {
      return await work();
    } finally {
      for (const key of ordered) this.release(key);
    }
  }
}
