/** Values counted by size. Nothing is allocated where one is counted. */
export class Histogram {
  /** The upper bounds of all buckets but the last, rising. */
  readonly bounds: readonly number[];
  /** By bucket, each without those before it; one more than `bounds`. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.sum += value;
  }
}
