/** How many requests may come at once, and how many more with every second. */
export interface BucketRate {
  readonly size: number;
  readonly refillPerSecond: number;
}

/** What is left in a bucket. One that was never taken from is full, and needs no such value. */
export interface TokenBucket {
  /** Thousandths of a token: a millisecond refills a whole number of them, so nothing is ever rounded. */
  readonly thousandths: number;
  /** When that was left, in epoch milliseconds. */
  readonly at: number;
}

/**
 * The bucket after one more request at `at`, or undefined where it has no token for it.
 *
 * In any span of time no more requests pass than the size and what is refilled meanwhile. A clock that is set back
 * refills nothing until it is where it was.
 */
export function takeToken(
  bucket: TokenBucket | undefined,
  rate: BucketRate,
  at: number,
): TokenBucket | undefined {
  const thousandths = levelAt(bucket, rate, at) - 1_000;
  if (thousandths < 0) return undefined;
  return { thousandths, at: bucket === undefined ? at : Math.max(at, bucket.at) };
}

/** Whether the bucket is as one that was never taken from. */
export function isFull(bucket: TokenBucket, rate: BucketRate, at: number): boolean {
  return levelAt(bucket, rate, at) === rate.size * 1_000;
}

function levelAt(bucket: TokenBucket | undefined, { size, refillPerSecond }: BucketRate, at: number): number {
  const full = size * 1_000;
  if (bucket === undefined) return full;
  return Math.min(full, bucket.thousandths + Math.max(0, at - bucket.at) * refillPerSecond);
}
