/**
 * How many bytes of bodies are held at once, over all connections.
 *
 * Small bodies need none of it: those who report to a task are heard while others send what is large.
 */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** False where there is no room for `bytes` more of a body that has `before` of them. */
  take(bytes: number, before: number): boolean {
    if (before + bytes <= smallBodyBytes) return true;
    const more = before < smallBodyBytes ? before + bytes : bytes;
    if (this.#bytes + more > this.#bytesMax) return false;
    this.#bytes += more;
    return true;
  }

  /** Gives back what a body of `bytes` took. */
  give(bytes: number): void {
    if (bytes > smallBodyBytes) this.#bytes -= bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }
}

/** With as many connections as there may be, these are 160 MB. */
const smallBodyBytes = 16 * 1024;
