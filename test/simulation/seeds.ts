import type { JsonObject } from '../../src/base/json.ts';
import { type FaultRates, noFaults } from './faults.ts';
import { machineOf, missingActivityArn, type Scenario } from './scenario.ts';

/** What a simulation once found. It is simulated every time, as small as it can be shown. */
export interface FoundSeed {
  readonly found: string;
  readonly seed: number;
  /** Written out where the seed alone would stand for another one as soon as more can be drawn. */
  readonly scenario?: Scenario;
  readonly faults?: FaultRates;
}

/** A task of an activity that does not exist. */
export const lostActivity = runningOnce({
  StartAt: 'Lost',
  States: { Lost: { Type: 'Task', Resource: missingActivityArn, End: true } },
});

/** Items that each have an execution of their own. */
export const distributedMap = mapOf('STANDARD', { Type: 'Pass', End: true });

export const foundSeeds: readonly FoundSeed[] = [
  {
    found:
      'a task waited for ever whose activity does not exist, where the process ended before it had failed it',
    seed: 1,
    scenario: lostActivity,
    faults: { ...noFaults, crashAfterCommit: 1 },
  },
  {
    found: 'a Map Run failed because the store could not be read for a moment',
    seed: 1,
    scenario: distributedMap,
    faults: { ...noFaults, readFails: 2 },
  },
  {
    found: 'an Express child was given up because the store could not be read for a moment',
    seed: 1,
    scenario: mapOf('EXPRESS', { Type: 'Wait', Seconds: 20, End: true }),
    faults: { ...noFaults, crash: 8, readFails: 4 },
  },
];

function mapOf(ExecutionType: string, state: JsonObject): Scenario {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
    StartAt: 'Only',
    States: { Only: state },
  };
  return runningOnce({
    StartAt: 'Each',
    States: { Each: { Type: 'Map', ItemsPath: '$.items', ItemProcessor, End: true } },
  });
}

/** One execution of a machine with this definition. */
function runningOnce(definition: JsonObject): Scenario {
  const machine = machineOf('machine-0', definition);
  const execution = {
    name: 'run-0',
    machine,
    input: { items: [1, 2, 3] },
    startAfterMilliseconds: 0,
    startCount: 1,
    stopAfterMilliseconds: undefined,
    isRedriven: false,
  };
  return { machines: [machine], executions: [execution], isPlain: true };
}
