import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAwsRate } from '../../../src/api/quotas/aws-quotas.ts';
import {
  type BucketRate,
  isFull,
  type TokenBucket,
  takeToken,
} from '../../../src/api/quotas/token-bucket.ts';

/** How many of the requests at `times` pass, and when. */
function passing(rate: BucketRate, times: readonly number[]): readonly number[] {
  let bucket: TokenBucket | undefined;
  return times.filter((at) => {
    const next = takeToken(bucket, rate, at);
    bucket = next ?? bucket;
    return next !== undefined;
  });
}

function times(count: number, at: number): readonly number[] {
  return Array.from({ length: count }, () => at);
}

const cases: readonly {
  readonly behavior: string;
  readonly rate: BucketRate;
  readonly requests: readonly number[];
  readonly passed: number;
}[] = [
  {
    behavior: 'as many as its size pass at once',
    rate: { size: 3, refillPerSecond: 1 },
    requests: times(5, 0),
    passed: 3,
  },
  {
    behavior: 'a second refills what it says',
    rate: { size: 10, refillPerSecond: 5 },
    requests: [...times(10, 0), ...times(10, 1_000)],
    passed: 15,
  },
  {
    behavior: 'a part of a second refills its part',
    rate: { size: 10, refillPerSecond: 5 },
    requests: [...times(10, 0), ...times(10, 399), ...times(10, 400)],
    passed: 12,
  },
  {
    behavior: 'a refused request takes nothing',
    rate: { size: 1, refillPerSecond: 1 },
    requests: [0, 200, 400, 600, 800, 1_000],
    passed: 2,
  },
  {
    behavior: 'a long rest fills it no more than its size',
    rate: { size: 3, refillPerSecond: 1 },
    requests: [...times(3, 0), ...times(9, 3_600_000)],
    passed: 6,
  },
  {
    behavior: 'a clock that is set back refills nothing until it is where it was',
    rate: { size: 2, refillPerSecond: 1 },
    requests: [...times(2, 10_000), ...times(2, 0), ...times(2, 10_000), ...times(2, 11_000)],
    passed: 3,
  },
];

test.each(cases)('$behavior', ({ rate, requests, passed }) => {
  expect(passing(rate, requests)).toHaveLength(passed);
});

test('a bucket is full again once what was taken is refilled, and not before', () => {
  const rate = { size: 100, refillPerSecond: 1 };
  const bucket = takeToken(undefined, rate, 0);
  expect(bucket && [isFull(bucket, rate, 999), isFull(bucket, rate, 1_000)]).toEqual([false, true]);
});

const requests = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 }).map((gaps) => {
  let at = 0;
  return gaps.map((gap) => {
    at += gap;
    return at;
  });
});
const rates = fc.record({
  size: fc.integer({ min: 1, max: 40 }),
  refillPerSecond: fc.integer({ min: 1, max: 50 }),
});

describe('whatever the requests', () => {
  test('in no span of time do more pass than its size and what was refilled meanwhile', () => {
    fc.assert(
      fc.property(rates, requests, (rate, given) => {
        const passed = passing(rate, given);
        for (const [first, from] of passed.entries()) {
          for (let last = first; last < passed.length; last += 1) {
            const milliseconds = (passed[last] ?? 0) - from;
            const most = rate.size + Math.floor((milliseconds * rate.refillPerSecond) / 1_000);
            expect(last - first + 1).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  test('one that is refused would have been one too many', () => {
    fc.assert(
      fc.property(rates, requests, (rate, given) => {
        // What a bucket holds, counted apart: everything that ever came in less what went out, never above the size.
        let held = rate.size * 1_000;
        let before = 0;
        let bucket: TokenBucket | undefined;
        for (const at of given) {
          held = Math.min(rate.size * 1_000, held + (at - before) * rate.refillPerSecond);
          before = at;
          const next = takeToken(bucket, rate, at);
          expect(next !== undefined).toBe(held >= 1_000);
          if (next !== undefined) held -= 1_000;
          bucket = next ?? bucket;
        }
      }),
    );
  });
});

/** Source: Developer Guide, "Service quotas". Sizes and refills in us-east-1, then in eu-central-1. */
const documented: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['StartExecution', [1_300, 300], [800, 150]],
  ['StartExecution (Express)', [6_000, 6_000], [6_000, 6_000]],
  ['StopExecution', [1_000, 200], [500, 25]],
  ['DescribeExecution', [300, 15], [250, 10]],
  ['GetActivityTask', [3_000, 500], [1_500, 300]],
  ['SendTaskHeartbeat', [3_000, 500], [1_500, 300]],
  ['ListExecutions', [200, 5], [100, 2]],
  ['ListActivities', [100, 10], [100, 5]],
  ['CreateStateMachine', [100, 1], [100, 1]],
  ['DescribeStateMachine', [200, 20], [200, 20]],
  ['TagResource', [200, 1], [200, 1]],
  ['TestState', [50, 10], [50, 10]],
];

test.each(documented)('%s has the documented quotas of either kind of region', (name, large, other) => {
  const ratesOf = (region: string) => Object.values(findAwsRate(name, region) ?? {});
  for (const region of ['us-east-1', 'us-west-2', 'eu-west-1']) expect(ratesOf(region)).toEqual(large);
  for (const region of ['eu-central-1', 'us-east-2', 'cn-north-1']) expect(ratesOf(region)).toEqual(other);
});
