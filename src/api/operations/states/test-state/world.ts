import { Failure } from '../../../../base/failure.ts';
import type { Json } from '../../../../base/json.ts';
import type { ExecutionFacts } from '../../../../engine/execution.ts';
import type { Services } from '../../../operation.ts';
import { testSecondsMax, type World } from './state-test.ts';

/** Makes a test's call, and waits its wait, in the real world. */
export function createWorld({ runtime, clock }: Services, facts: ExecutionFacts): World {
  return {
    async call(task, timeoutSeconds = testSecondsMax, onExchange) {
      const answer = runtime
        .callTask({ type: 'CallTask', eventId: taskEventId, ...task }, { facts }, onExchange)
        .then((given) => (given.type === 'Result' ? given.result : given.output));
      let cancel: () => void = () => {};
      const timeout = new Promise<Failure>((resolve) => {
        const dueAt = clock.now() + Math.min(timeoutSeconds, testSecondsMax) * 1000;
        cancel = clock.schedule(dueAt, () => resolve(new Failure('States.Timeout')));
      });
      try {
        return await Promise.race<Json | Failure>([answer, timeout]);
      } finally {
        cancel();
      }
    },
    async wait(until) {
      const now = clock.now();
      if (until <= now) return undefined;
      // What can only end in a timeout is told at once.
      if (until - now > testSecondsMax * 1000) return new Failure('States.Timeout');
      await new Promise<void>((resolve) => {
        clock.schedule(until, resolve);
      });
      return undefined;
    },
  };
}

/** A tested task is the only one of its execution, which has no events. */
const taskEventId = 1;
