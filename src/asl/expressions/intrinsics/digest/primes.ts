/** The first `count` primes, whose roots seed the SHA-2 functions. */
export function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** The first 64 bits behind the point of the `degree`th root of `value`. */
export function rootFraction(value: number, degree: 2 | 3): bigint {
  const power = BigInt(degree);
  const scaled = BigInt(value) << (64n * power);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= scaled) low = middle;
    else high = middle;
  }
  return low & 0xffffffffffffffffn;
}
