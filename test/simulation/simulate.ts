import { assert } from '../../src/base/assert.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { type Activity, isTerminal, walkFrames } from '../../src/engine/execution.ts';
import type { Cell } from '../../src/store/cell.ts';
import type { PutResource } from '../../src/store/store.ts';
import { chanceOf } from '../fuzz/chance.ts';
import { aRevision } from '../runtime/a-runtime.ts';
import { testStart } from '../support/an-identity.ts';
import { createClients } from './clients.ts';
import { checkEnd } from './end-checks.ts';
import { createFaults, drawFaults, type FaultRates } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Sabotage } from './sabotage.ts';
import { account, activityArn, type Machine, randomScenario, region, type Scenario } from './scenario.ts';
import { createServer, type Server } from './server.ts';
import { createServices, type Services } from './services.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import { createStarters, type Starters } from './starters.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { createTokenHolders, type TokenHolders } from './token-holders.ts';
import { createFindings, type Violation } from './violation.ts';
import { createWorkers } from './workers.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** By default those that the seed draws. */
  readonly faults?: FaultRates;
  readonly scenario?: Scenario;
  readonly sabotage?: Sabotage;
}

/** What a simulation came to. */
export interface Simulation {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** The same for the same seed. */
  readonly digest: string;
  readonly stepCount: number;
  readonly virtualSeconds: number;
  readonly lifeCount: number;
  readonly faultCounts: ReadonlyMap<keyof FaultRates, number>;
  /** What happened last. */
  readonly latest: readonly string[];
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly starters: Starters;
  readonly services: Services;
}

/** How long things go wrong, at least and at most. */
const faultyMillisecondsMin = 5_000;
const faultyMillisecondsMax = 90_000;
/** How long executions get to end once nothing goes wrong any more: longer than they wait for anything. */
const healedMillisecondsMax = 24 * 3_600_000;
const settlingMilliseconds = 400_000;
const stepsMax = 100_000;
/** Things that happen for each time that a process may be killed. */
const stepsPerKill = 12;
/** Executions that go round are stopped. */
const eventsMax = 1_500;

export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { seed, sabotage = {} } = options;
  const scenario = options.scenario ?? randomScenario(seed);
  const timeline = createTimeline(seed);
  const { chance } = timeline;
  const rates = options.faults ?? drawFaults(chanceOf(seed ^ 0xfa17));
  const faults = createFaults(rates, chance);
  const findings = createFindings();
  const origins = new Map<string, string>();
  const disk: SimulatedDisk = createSimulatedDisk({
    timeline,
    faults,
    onWritten: (cells) => onWritten(cells),
  });
  let onWritten: (cells: readonly Cell[]) => void = () => {};
  try {
    await storeResources(disk, timeline, scenario);
    const ledger = createLedger({ disk, findings, origins, machines: scenario.machines });
    const clients = createClients({ timeline, findings, server: () => server });
    const starters = createStarters({ timeline, findings, ledger, clients });
    const holders: TokenHolders = createTokenHolders({ timeline, faults, findings, ledger, clients });
    const workers = createWorkers({ seed, timeline, faults, findings, ledger, clients, holders });
    const services = createServices({
      seed,
      timeline,
      faults,
      findings,
      ledger,
      scenario,
      holders,
      origins,
      announce: (event: JsonObject) => server.open?.runtime.hearJobEvent(event),
    });
    const server: Server = createServer({
      seed,
      timeline,
      disk,
      faults,
      findings,
      ledger,
      scenario,
      services,
      sabotage,
    });

    onWritten = (cells) => ledger.follow(cells, server.lifeNumber);

    /** What happens to the server as time passes. */
    function passTime(): void {
      server.disturbClock();
      if (faults.happens('diskFills')) {
        disk.fill();
        timeline.after(chance.below(8_000), 'there is space', disk.makeSpace);
      }
      for (const { executionArn, execution } of ledger.all) {
        if (
          !isTerminal(execution) &&
          execution.lastEventId > eventsMax &&
          !starters.touched.has(executionArn)
        )
          starters.stop(executionArn);
      }
      timeline.after(faults.isHealed ? 30_000 : 1_000, 'time passes', passTime);
    }

    async function runUntil(isOver: () => boolean): Promise<void> {
      while (findings.found === undefined && !isOver()) {
        if (timeline.stepCount > stepsMax) findings.report('everything ends', stillRunning(ledger));
        if (chance.once(stepsPerKill)) {
          if (faults.happens('crash')) server.crash('killed');
          else if (faults.happens('shutdown')) server.restart();
        }
        assert(await timeline.step(), 'something to happen');
      }
    }

    faults.begin();
    server.boot();
    starters.begin(scenario.executions);
    workers.begin();
    timeline.after(1_000, 'time passes', passTime);
    const healsAt = timeline.now + faultyMillisecondsMin + chance.below(faultyMillisecondsMax);
    await runUntil(() => timeline.now >= healsAt || (starters.isDone && haveEnded(ledger)));
    faults.heal();
    disk.makeSpace();
    timeline.note('all is healed');
    const healedAt = server.clockNow;
    holders.heal();
    workers.recoverGiven(server.lifeNumber + 1);
    const endsBy = timeline.now + healedMillisecondsMax;
    await runUntil(() => (starters.isDone && haveEnded(ledger)) || timeline.now > endsBy);
    if (timeline.now > endsBy) findings.report('everything ends', stillRunning(ledger));
    workers.stop();
    const settledAt = timeline.now + settlingMilliseconds;
    await runUntil(() => timeline.now >= settledAt);
    server.crash('for the last time');
    const recoveredAt = timeline.now + settlingMilliseconds;
    await runUntil(() => timeline.now >= recoveredAt);
    if (findings.found === undefined) checkEnd({ disk, ledger, services, findings, starters, healedAt });
    return {
      seed,
      violation: findings.found,
      digest: timeline.digest(),
      stepCount: timeline.stepCount,
      virtualSeconds: (timeline.now - testStart) / 1_000,
      lifeCount: server.lifeNumber,
      faultCounts: faults.counts,
      latest: timeline.latest,
      scenario,
      ledger,
      starters,
      services,
    };
  } catch (error) {
    throw Object.assign(error as Error, { latest: timeline.latest });
  } finally {
    disk.close();
  }
}

function haveEnded(ledger: Ledger): boolean {
  for (const { execution } of ledger.all) if (!isTerminal(execution)) return false;
  return true;
}

/** The executions that have not ended, and what each waits for. */
function stillRunning(ledger: Ledger): string {
  const lines: string[] = [];
  for (const { execution, executionArn } of ledger.all) {
    if (isTerminal(execution)) continue;
    walkFrames(execution.root, ({ path, position }) => {
      if (position.type !== 'InState') return;
      const { stateName, activity } = position;
      lines.push(`${executionArn} at ${path.join('.')} ${stateName}: ${describe(activity)}`);
    });
  }
  return lines.join('\n');
}

function describe(activity: Activity | undefined): string {
  if (activity?.type !== 'Task') return JSON.stringify(activity)?.slice(0, 100) ?? 'nothing';
  const { scheduledEventId, resource, submitted, timeoutAt } = activity;
  return `task ${scheduledEventId} of ${resource.arn}, ${JSON.stringify({ submitted, timeoutAt })}`;
}

/** Writes what was configured before anything goes wrong. */
async function storeResources(
  disk: SimulatedDisk,
  timeline: Timeline,
  { machines }: Scenario,
): Promise<void> {
  const store = disk.open({ isAlive: true, crash: () => {} });
  const name = activityArn.slice(activityArn.lastIndexOf(':') + 1);
  let isDone = false;
  const written = store.resources.write([
    ...machines.map((machine) => aRevision(machine.name, machine)),
    ...machines.map((machine) => aStateMachine(machine)),
    {
      type: 'put',
      key: { kind: 'Activity', account, region, name },
      body: { createdAt: testStart, encryptionConfiguration: undefined, tags: [] },
      expectedRevision: undefined,
    },
  ]);
  written.finally(() => {
    isDone = true;
  });
  while (!isDone) await timeline.step();
  assert((await written) === 'written', 'resources to be written');
}

function aStateMachine({ name }: Machine): PutResource<'StateMachine'> {
  return {
    type: 'put',
    key: { kind: 'StateMachine', account, region, name },
    body: {
      type: 'STANDARD',
      status: 'ACTIVE',
      createdAt: testStart,
      updatedAt: testStart,
      revisionName: name,
      revisionId: undefined,
      tags: [],
    },
    expectedRevision: undefined,
  };
}
