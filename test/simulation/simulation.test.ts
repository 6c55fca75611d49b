import { describe, expect, test } from 'vitest';
import { type FaultRates, noFaults } from './faults.ts';
import { failureReport, runSeed, type SeedRun } from './run-seed.ts';
import { crowdedMaps, foundSeeds } from './seeds.ts';
import { simulate } from './simulate.ts';

const replayed = process.env.STEPWELL_SIMULATION_SEED;
const asked = process.env.STEPWELL_SIMULATION_SEEDS;
const count = Number(asked ?? 300);
/** The same ones every time, unless more are asked for. */
const first = Number(
  process.env.STEPWELL_SIMULATION_FROM ?? (asked === undefined ? 1 : Date.now() % 2 ** 31),
);

const failuresMax = 5;
const seedsPerNews = 500;
/** Simulated of what was found once. */
const seedsForFound = 20;
/** Beside those whose scenarios are drawn. */
const crowdedSeeds = Math.ceil(count / 10);
/** Of so many, whichever they are, some come across everything. */
const seedsForBreadth = 2_000;

describe.skipIf(replayed !== undefined)('whatever goes wrong', () => {
  test(`every invariant holds in ${count} simulations from seed ${first} on`, {
    timeout: 60_000 + count * 2_000,
  }, async () => {
    const failures: string[] = [];
    const tally = createTally();
    for (let seed = first; seed < first + count && failures.length < failuresMax; seed += 1) {
      const run = await runSeed(seed);
      const failure = failureReport(run);
      if (failure !== undefined) failures.push(failure);
      tally.add(run);
      if ((seed - first + 1) % seedsPerNews === 0)
        console.info(`simulated ${seed - first + 1} of ${count} seeds, ${failures.length} failed`);
    }
    expect(failures.join('\n\n')).toBe('');
    if (asked === undefined || count >= seedsForBreadth) tally.expectBreadth();
  });

  test('every invariant holds where Map Runs wait for others to end', {
    timeout: 60_000 + count * 200,
  }, async () => {
    for (let seed = first; seed < first + crowdedSeeds; seed += 1)
      expect(failureReport(await runSeed(seed, { scenario: crowdedMaps }))).toBeUndefined();
  });

  test.each(foundSeeds)('as when $found', async ({ seed, found: _found, ...options }) => {
    for (let next = seed; next < seed + seedsForFound; next += 1)
      expect(failureReport(await runSeed(next, options))).toBeUndefined();
  });
});

test.skipIf(replayed === undefined)(
  `seed ${replayed} holds every invariant`,
  { timeout: 120_000 },
  async () => {
    expect(failureReport(await runSeed(Number(replayed)), 80)).toBeUndefined();
  },
);

describe.skipIf(replayed !== undefined)('a simulation is replayed exactly', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i goes the same way every time', async (seed) => {
    const [once, again] = [await simulate({ seed }), await simulate({ seed })];
    expect(again.digest).toBe(once.digest);
    expect(again.stepCount).toBe(once.stepCount);
  });

  test('other seeds go other ways, and so does the same seed with other faults', async () => {
    const runs = [
      await simulate({ seed: 1 }),
      await simulate({ seed: 2 }),
      await simulate({ seed: 1, faults: noFaults }),
    ];
    expect(new Set(runs.map(({ digest }) => digest)).size).toBe(runs.length);
  });
});

/** Counts what the simulations came across, so that none of it is left out without anybody noticing. */
function createTally() {
  const faults = new Map<keyof FaultRates, number>();
  const statuses = new Set<string>();
  const stateTypes = new Set<string>();
  const taskEnds = new Set<string>();
  const mapRunEnds = new Set<string>();
  let sameCount = 0;
  let lifeCount = 0;
  return {
    add({ simulation, sameCount: same }: SeedRun) {
      sameCount += same;
      lifeCount += simulation.lifeCount;
      for (const [name, times] of simulation.faultCounts) faults.set(name, (faults.get(name) ?? 0) + times);
      for (const { execution, events } of simulation.ledger.all) {
        statuses.add(execution.status);
        for (const event of events) {
          if (event.type === 'StateEntered') stateTypes.add(event.stateType);
          else if (event.type.startsWith('MapRun')) mapRunEnds.add(event.type);
          else if (event.type.startsWith('Task')) taskEnds.add(event.type);
        }
      }
    },
    expectBreadth() {
      const missing = Object.keys(noFaults).filter((name) => !faults.has(name as keyof FaultRates));
      expect(missing).toEqual([]);
      expect([...statuses].sort()).toEqual(['ABORTED', 'FAILED', 'SUCCEEDED', 'TIMED_OUT']);
      expect(stateTypes.size).toBe(8);
      expect([...taskEnds].sort()).toEqual([
        'TaskFailed',
        'TaskReturned',
        'TaskScheduleFailed',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
        'TaskTimedOut',
      ]);
      expect([...mapRunEnds].sort()).toEqual([
        'MapRunAborted',
        'MapRunFailed',
        'MapRunRedriven',
        'MapRunStarted',
        'MapRunSucceeded',
      ]);
      // Some processes end for the check at the end of a simulation, more because of faults.
      expect(lifeCount).toBeGreaterThan(3 * count);
      expect(sameCount).toBeGreaterThan(count);
    },
  };
}
