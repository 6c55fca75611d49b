import type { Services } from '../../operation.ts';

/** Those who write objects into a bucket go in together; who deletes the bucket goes in alone, and last. */
export class BucketGate {
  readonly #entered = new Map<string, number>();
  readonly #closed = new Map<string, Promise<void>>();
  readonly #whenEmpty = new Map<string, () => void>();

  /** `bucketId` names the bucket. */
  async enter<Result>(bucketId: string, run: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const closed = this.#closed.get(bucketId);
      if (closed === undefined) break;
      await closed;
    }
    this.#entered.set(bucketId, (this.#entered.get(bucketId) ?? 0) + 1);
    try {
      return await run();
    } finally {
      const left = (this.#entered.get(bucketId) ?? 1) - 1;
      if (left > 0) this.#entered.set(bucketId, left);
      else {
        this.#entered.delete(bucketId);
        this.#whenEmpty.get(bucketId)?.();
      }
    }
  }

  async enterAlone<Result>(bucketId: string, run: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const closed = this.#closed.get(bucketId);
      if (closed === undefined) break;
      await closed;
    }
    let open = () => {};
    this.#closed.set(
      bucketId,
      new Promise((resolve) => {
        open = resolve;
      }),
    );
    try {
      if (this.#entered.has(bucketId)) {
        await new Promise<void>((resolve) => this.#whenEmpty.set(bucketId, resolve));
        this.#whenEmpty.delete(bucketId);
      }
      return await run();
    } finally {
      this.#closed.delete(bucketId);
      open();
    }
  }
}

const gates = new WeakMap<Services['objectBodies'], BucketGate>();

export function bucketGateOf({ objectBodies }: Services): BucketGate {
  const known = gates.get(objectBodies);
  if (known !== undefined) return known;
  const gate = new BucketGate();
  gates.set(objectBodies, gate);
  return gate;
}
