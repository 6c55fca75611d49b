/** A retry of a state, as its span tells of it. */
export interface RetryNotice {
  readonly at: number;
  readonly retryAt: number;
  readonly error: string | undefined;
}

const statesMax = 10_000;
const retriesMax = 100;

/** Retries of states that were not left yet, by the states' span ids; the oldest forgotten beyond so many states. */
export class OpenRetries {
  readonly #byState = new Map<string, RetryNotice[]>();

  add(spanId: string, retry: RetryNotice): void {
    const known = this.#byState.get(spanId);
    if (known !== undefined) {
      if (known.length < retriesMax) known.push(retry);
      return;
    }
    if (this.#byState.size >= statesMax) {
      for (const [oldest] of this.#byState) {
        this.#byState.delete(oldest);
        break;
      }
    }
    this.#byState.set(spanId, [retry]);
  }

  take(spanId: string): readonly RetryNotice[] {
    const retries = this.#byState.get(spanId) ?? [];
    this.#byState.delete(spanId);
    return retries;
  }
}
