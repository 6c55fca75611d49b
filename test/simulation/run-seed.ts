import { noFaults } from './faults.ts';
import { compareHistories } from './history-comparison.ts';
import { type Simulation, type SimulationOptions, simulate } from './simulate.ts';
import type { Violation } from './violation.ts';

export interface SeedRun {
  readonly simulation: Simulation;
  readonly violation: Violation | undefined;
  /** Executions whose histories were compared with those of a run without faults, and were the same. */
  readonly sameCount: number;
}

export type SeedOptions = Omit<SimulationOptions, 'seed'>;

/** Simulates the seed with its faults and, where nothing was found, without any, and compares the two. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedRun> {
  const simulation = await simulate({ seed, ...options });
  if (simulation.violation !== undefined)
    return { simulation, violation: simulation.violation, sameCount: 0 };
  if (!simulation.scenario.isPlain) return { simulation, violation: undefined, sameCount: 0 };
  const faultless = await simulate({ seed, scenario: simulation.scenario, faults: noFaults });
  return { simulation, ...compareHistories(simulation, faultless) };
}

/** What somebody needs to know about a seed that failed; undefined where it did not. */
export function failureReport({ simulation, violation }: SeedRun, linesMax = 25): string | undefined {
  if (violation === undefined) return undefined;
  const { seed, faultCounts, lifeCount, latest } = simulation;
  const faults = [...faultCounts].map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    `seed ${seed}: ${violation.message}`,
    `  STEPWELL_SIMULATION_SEED=${seed} npx vitest run test/simulation`,
    `  processes: ${lifeCount}; faults: ${faults}`,
    ...latest
      .filter((line) => !line.endsWith('time passes'))
      .slice(-linesMax)
      .map((line) => `  ${line}`),
  ].join('\n');
}
