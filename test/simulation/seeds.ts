import type { JsonObject } from '../../src/base/json.ts';
import { type FaultRates, noFaults } from './faults.ts';
import { type Machine, machineOf, missingActivityArn, type Scenario } from './scenario.ts';

/** What a simulation once found. It is simulated every time, as small as it can be shown. */
export interface FoundSeed {
  readonly found: string;
  /** One that shows it. Once something takes another moment, one of those after it may be that one. */
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

/** Executions that have a Map Run each, of which but two are open at once. */
export const crowdedMaps: Scenario = crowdOf(8, [
  mapOf('STANDARD', { Type: 'Wait', Seconds: 5, End: true }),
  mapOf('EXPRESS', { Type: 'Wait', Seconds: 5, End: true }),
]);

/** Items whose executions would go on long after the one they belong to is stopped. */
export const stoppedMap = mapOf('STANDARD', { Type: 'Wait', Seconds: 600, End: true }, 2_000);

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
    seed: 4,
    scenario: distributedMap,
    faults: { ...noFaults, readFails: 2 },
  },
  {
    found: 'an Express child was given up because the store could not be read for a moment',
    seed: 2,
    scenario: mapOf('EXPRESS', { Type: 'Wait', Seconds: 20, End: true }),
    faults: { ...noFaults, crash: 8, readFails: 4 },
  },
  {
    found: 'a Map Run that began while the server started was not stopped with its execution',
    seed: 3,
    scenario: stoppedMap,
    faults: { ...noFaults, commitIsSlow: 2, readIsSlow: 2 },
  },
  {
    found: 'a server never finished closing because of a Map Run that began while it started',
    seed: 46,
    scenario: mapOf('STANDARD', { Type: 'Wait', Seconds: 600, End: true }),
    faults: { ...noFaults, commitIsSlow: 2, readIsSlow: 2, shutdown: 5 },
  },
];

function mapOf(ExecutionType: string, state: JsonObject, stopAfterMilliseconds?: number): Scenario {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
    StartAt: 'Only',
    States: { Only: state },
  };
  const each = { Type: 'Map', ItemsPath: '$.items', ItemProcessor, End: true };
  return runningOnce({ StartAt: 'Each', States: { Each: each } }, stopAfterMilliseconds);
}

/** So many executions of the scenarios' machines in turn, some of which are stopped or redriven. */
function crowdOf(count: number, scenarios: readonly Scenario[]): Scenario {
  const machines = scenarios.flatMap((scenario, index) =>
    scenario.machines.map(({ definition }) => machineOf(`machine-${index}`, definition)),
  );
  const executions = Array.from({ length: count }, (_, index) => ({
    name: `run-${index}`,
    machine: machines[index % machines.length] as Machine,
    input: { items: [1, 2, 3] },
    startAfterMilliseconds: 100 * index,
    startCount: 1,
    stopAfterMilliseconds: index % 3 === 2 ? 2_000 * index : undefined,
    isRedriven: index % 3 === 2,
  }));
  return { machines, executions, isPlain: true, openMapRunsMax: 2 };
}

/** One execution of a machine with this definition. */
function runningOnce(definition: JsonObject, stopAfterMilliseconds?: number): Scenario {
  const machine = machineOf('machine-0', definition);
  const execution = {
    name: 'run-0',
    machine,
    input: { items: [1, 2, 3] },
    startAfterMilliseconds: 0,
    startCount: 1,
    stopAfterMilliseconds,
    isRedriven: false,
  };
  return { machines: [machine], executions: [execution], isPlain: true };
}
