const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/** `java.util.Random`: the generator behind a seeded States.MathRandom, so that a seed gives the number it gives on AWS. */
export class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ multiplier) & mask;
  }

  /** A whole number from `start` up to but not including `end`, both within 32 bits, `start` the smaller. */
  nextBetween(start: number, end: number): number {
    const span = end - start;
    if (span < 2 ** 31) return start + this.#nextBelow(span);
    for (;;) {
      const number = this.#next(32);
      if (number >= start && number < end) return number;
    }
  }

  #nextBelow(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    for (;;) {
      const bits = this.#next(31);
      const number = bits % bound;
      // The last stretch of numbers is shorter than the others and would favour small results.
      if (bits - number + (bound - 1) < 2 ** 31) return number;
    }
  }

  #next(bitCount: number): number {
    this.#state = (this.#state * multiplier + 0xbn) & mask;
    return Number(BigInt.asIntN(32, this.#state >> BigInt(48 - bitCount)));
  }
}
