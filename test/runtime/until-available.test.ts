import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { untilAvailable } from '../../src/runtime/until-available.ts';
import { StoreUnavailable } from '../../src/store/store.ts';

/** A clock whose timers ring at once, and as many failures as are asked for before work succeeds. */
function aWorld({ failures, error = new StoreUnavailable('The disk is full.') }: World) {
  const waits: number[] = [];
  const news: Error[] = [];
  let left = failures;
  const clock: Clock = {
    now: () => 1_000,
    schedule(at, run) {
      waits.push(at);
      queueMicrotask(run);
      return () => {};
    },
  };
  const work = async () => {
    left -= 1;
    if (left >= 0) throw error;
    return 'done';
  };
  const wait = (isClosing = () => false) =>
    untilAvailable(work, { clock, isClosing, onUnavailable: (reason) => news.push(reason) });
  return { wait, waits, news };
}

interface World {
  readonly failures: number;
  readonly error?: Error;
}

test('work is done once the store is there, and that it is waited for is told once', async () => {
  const { wait, waits, news } = aWorld({ failures: 3 });
  expect(await wait()).toBe('done');
  expect(waits).toEqual([1_500, 1_500, 1_500]);
  expect(news).toEqual([expect.any(StoreUnavailable)]);
});

test('another error is not waited for', async () => {
  const { wait, waits } = aWorld({ failures: 1, error: new Error('It is broken.') });
  await expect(wait()).rejects.toThrow('It is broken.');
  expect(waits).toEqual([]);
});

test('work is not begun again once the server closes', async () => {
  const { wait, waits } = aWorld({ failures: 1 });
  let looks = 0;
  const closesLater = () => {
    looks += 1;
    return looks > 1;
  };
  await expect(wait(closesLater)).rejects.toThrow(StoreUnavailable);
  expect(waits).toHaveLength(1);
});
