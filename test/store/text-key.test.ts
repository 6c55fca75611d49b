import { expect, test } from 'vitest';
import { textKey } from '../../src/store/text-key.ts';

test.each([
  ['', 2636948658461728],
  ['a', 148946987923435],
  ['arn:aws:states:us-east-1:123456789012:execution:Orders:order-1', 4069882606299524],
  ['arn:aws:states:us-east-1:123456789012:execution:Orders:order-2', 2916258283236129],
  ['é ✓ 𝄞', 1312145565123847],
])('the key of "%s" is the one on disk, for ever', (text, key) => {
  expect(textKey(text)).toBe(key);
});

test('names that differ by little spread over all 52 bits', () => {
  const keys = Array.from({ length: 200_000 }, (_, index) => textKey(`execution:Orders:order-${index}`));
  expect(new Set(keys).size).toBe(keys.length);
  for (let bit = 0; bit < 52; bit += 1) {
    const count = keys.filter((key) => Math.floor(key / 2 ** bit) % 2 === 1).length;
    expect(count / keys.length, `how often bit ${bit} is set`).toBeCloseTo(0.5, 1);
  }
  expect(Math.max(...keys.slice(0, 1_000))).toBeLessThan(2 ** 52);
});
