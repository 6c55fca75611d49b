import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { CallTask } from '../../src/engine/command.ts';
import { type FramePath, isTerminal } from '../../src/engine/execution.ts';
import {
  announcesEnd,
  beats,
  drive,
  fails,
  type Reply,
  type Run,
  reports,
  type Scenario,
  type Script,
  submits,
  succeeds,
} from '../support/engine-driver.ts';
import { errorNames, randomInput, randomMachine } from '../support/random-machine.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** Drives a machine in a world that answers by chance, the same way for the same seed. */
function driveByChance(scenario: Scenario & { readonly seed: number }): Run {
  const random = seededRandom(scenario.seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const result = () =>
    below(3) === 0 ? new Failure(errorNames[below(errorNames.length)] ?? 'A', 'c') : below(9);
  return drive({
    ...scenario,
    tasks: ({ resource }) => scriptOf(resource, { below, result }),
    polls: () => (below(3) === 0 ? result() : undefined),
    ...(below(5) === 0 && {
      messages: [{ afterSeconds: below(60), message: { type: 'Stop', error: 'Stop', cause: undefined } }],
    }),
    wakesLateSeconds: below(4) === 0 ? below(10) : 0,
  });
}

interface Chance {
  readonly below: (bound: number) => number;
  readonly result: () => Failure | number;
}

/** Answers, some of them twice, too late, or never. */
function scriptOf(resource: CallTask['resource'], { below, result }: Chance): Script {
  const ended = result();
  const end =
    ended instanceof Failure ? fails(ended.error ?? 'A', ended.cause, below(15)) : succeeds(ended, below(15));
  const replies: Reply[] = [];
  if (resource.kind === 'LambdaFunction' || resource.kind === 'Activity' || below(5) === 0) replies.push(end);
  else if (resource.pattern === 'Sync') replies.push(submits({}, 'job', below(3)), announcesEnd(below(40)));
  else
    replies.push(
      submits({}, undefined, below(3)),
      beats(below(6)),
      beats(below(9)),
      reports(result(), below(12)),
    );
  if (below(6) === 0) replies.push(...replies);
  return below(8) === 0 ? [] : replies;
}

const scenarios = fc.record({
  definition: randomMachine,
  input: randomInput,
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

const redriveTimes = fc.array(
  fc.record({ stop: fc.integer({ min: 0, max: 60 }), redrive: fc.integer({ min: 0, max: 200 }) }),
  { maxLength: 4 },
);

const endsExecution: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

describe('machines drawn by chance, in a world that answers by chance', () => {
  // Invariants are checked by the driver after every decision.
  test('every run comes to an end', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { execution, seconds } = driveByChance(scenario);
        expect(isTerminal(execution)).toBe(true);
        expect(seconds).toBeLessThanOrEqual(Number(scenario.definition.TimeoutSeconds) + 10);
      }),
      { numRuns: 1_500 },
    );
  });

  test('a run that is stopped and redriven at any time goes on from where it was, and comes to an end', () => {
    fc.assert(
      fc.property(scenarios, redriveTimes, (scenario, times) => {
        const messages = times.flatMap(({ stop, redrive }) => [
          { afterSeconds: stop, message: { type: 'Stop', error: 'Stop', cause: undefined } as const },
          { afterSeconds: redrive, message: { type: 'Redrive', clientToken: undefined } as const },
        ]);
        const { execution, events } = driveByChance({ ...scenario, messages });
        expect(isTerminal(execution)).toBe(true);
        const redrives = events.filter(({ type }) => type === 'ExecutionRedriven');
        expect(execution.redrives.map(({ at }) => at)).toEqual(redrives.map(({ at }) => at));
        const ends = events.filter(({ type }) => endsExecution.has(type));
        expect(ends.length).toBe(redrives.length + 1);
      }),
      { numRuns: 500 },
    );
  });

  test('the same seed gives the same history and the same commands', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const [first, second] = [driveByChance(scenario), driveByChance(scenario)];
        expect(second.events).toStrictEqual(first.events);
        expect(second.commands).toStrictEqual(first.commands);
      }),
      { numRuns: 200 },
    );
  });

  test('an event follows one of its own frame, of a frame around it or of one inside it', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const frames = new Map<number, FramePath>();
        for (const event of driveByChance(scenario).events) {
          if (!('id' in event)) continue;
          frames.set(event.id, event.frame);
          const before = frames.get(event.previousId) ?? [];
          const shared = Math.min(before.length, event.frame.length);
          expect(before.slice(0, shared)).toEqual(event.frame.slice(0, shared));
        }
      }),
      { numRuns: 300 },
    );
  });
});
