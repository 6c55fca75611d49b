import { expect, test } from 'vitest';
import type { Services } from '../../../../src/api/operation.ts';
import { createWorld } from '../../../../src/api/operations/states/test-state/world.ts';
import type { Clock } from '../../../../src/base/clock.ts';
import { Failure } from '../../../../src/base/failure.ts';
import type { Answer } from '../../../../src/connectors/connector.ts';
import { someFacts } from '../../../support/engine-driver.ts';

/** Time that moves only when told to; `due` are the times that somebody waits for. */
function aClock() {
  let now = 0;
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  const clock: Clock = {
    now: () => now,
    schedule(at, run) {
      const entry = { at, run };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
  };
  const moveTo = (at: number) => {
    now = at;
    for (const entry of [...waiting].filter((one) => one.at <= at)) {
      waiting.delete(entry);
      entry.run();
    }
  };
  return { clock, moveTo, due: () => [...waiting].map(({ at }) => at) };
}

function aWorld(answer: Promise<Answer>) {
  const time = aClock();
  const services = { clock: time.clock, runtime: { callTask: () => answer } } as unknown as Services;
  return { ...time, world: createWorld(services, someFacts) };
}

const never = new Promise<Answer>(() => {});
const task = {
  stateName: 'StateName',
  resource: { kind: 'LambdaFunction', arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
  parameters: null,
  targetRoleArn: undefined,
} as const;

test.each([
  ['the state says so', 5, 5_000],
  ['the state says nothing', undefined, 300_000],
  ['the state allows more than a test may last', 900, 300_000],
])('a call without an answer times out: %s', async (_, timeoutSeconds, dueAt) => {
  const { world, moveTo, due } = aWorld(never);
  const result = world.call(task, timeoutSeconds);
  expect(due()).toEqual([dueAt]);
  moveTo(dueAt);
  expect(await result).toEqual(new Failure('States.Timeout'));
});

test('an answer that came leaves nobody waiting', async () => {
  const { world, due } = aWorld(Promise.resolve({ type: 'Result', result: { a: 1 } }));
  expect(await world.call(task, undefined)).toEqual({ a: 1 });
  expect(due()).toEqual([]);
});

test('a wait ends when its time has come', async () => {
  const { world, moveTo, due } = aWorld(never);
  const waited = world.wait(7_000);
  expect(due()).toEqual([7_000]);
  moveTo(7_000);
  expect(await waited).toBeUndefined();
});

test('a wait that is longer than a test may last is not begun', async () => {
  const { world, due } = aWorld(never);
  expect(await world.wait(300_001)).toEqual(new Failure('States.Timeout'));
  expect(due()).toEqual([]);
});
