import { expect, test } from 'vitest';
import { createExecutionIds, firstIdAt } from '../../src/runtime/execution-ids.ts';
import { testStart } from '../support/an-identity.ts';
import { aStillClock } from './still-clock.ts';

test('ids grow within one millisecond and when the clock goes back, and follow the last one of an earlier process', () => {
  const clock = aStillClock();
  const nextId = createExecutionIds(clock);
  const first = nextId();
  expect(first).toBe(firstIdAt(testStart));
  expect(nextId()).toBe(first + 1);
  clock.moveTo(testStart - 1_000);
  expect(nextId()).toBe(first + 2);
  const nextIdOfLaterProcess = createExecutionIds(clock, first + 2);
  expect(nextIdOfLaterProcess()).toBe(first + 3);
  clock.moveTo(testStart + 1_000);
  expect(nextIdOfLaterProcess()).toBe(firstIdAt(testStart + 1_000));
});
