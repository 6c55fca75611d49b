import { type Logger, pino } from 'pino';
import { AwsError } from '../../src/base/aws-error.ts';
import type { CancelScheduled, Clock } from '../../src/base/clock.ts';
import { endDetailOf } from '../../src/eventbridge/status-changes.ts';
import { accountRoot } from '../../src/iam/principal.ts';
import { findLastId } from '../../src/runtime/execution-ids.ts';
import type { Identity, RoleSession } from '../../src/runtime/identity/identity.ts';
import { createRuntime, type Runtime } from '../../src/runtime/runtime.ts';
import { type Store, StoreUnavailable } from '../../src/store/store.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Sabotage } from './sabotage.ts';
import { account, region, type Scenario } from './scenario.ts';
import type { Services } from './services.ts';
import type { DiskHolder, SimulatedDisk } from './simulated-disk.ts';
import type { Timeline } from './timeline.ts';
import type { Findings } from './violation.ts';

/** One process of the server, from its start until it is killed or has closed. */
export interface Life extends DiskHolder {
  /** From 1. */
  readonly number: number;
  readonly runtime: Runtime;
  readonly store: Store;
  readonly clock: Clock;
  /** What happens only if the process is still there then. */
  after(milliseconds: number, label: string, run: () => void): CancelScheduled;
  pause(milliseconds: number, label: string): Promise<void>;
}

export interface Server {
  /** The process that takes requests, if there is one just now. */
  readonly open: Life | undefined;
  /** How many processes there were. */
  readonly lifeNumber: number;
  boot(): void;
  crash(why: string): void;
  /** Closes in good order and starts again. */
  restart(): void;
  /** What the machine's clock says. */
  readonly clockNow: number;
  /** What happens to the machine's clock in a second. */
  disturbClock(): void;
}

export interface ServerParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly disk: SimulatedDisk;
  readonly faults: Faults;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly scenario: Scenario;
  readonly services: Services;
  readonly sabotage: Sabotage;
}

const downMillisecondsMax = 3_000;
const shutdownMilliseconds = 20_000;
/** Beyond the time that is given for a shutdown. */
const shutdownGraceMilliseconds = 60_000;
const clockStepMillisecondsMax = 2_000;
const clockJumpMillisecondsMax = 600_000;

/** The type of what a call throws that nobody expects. */
export const brokenCall = 'BrokenCall';
/** Errors that faults make the runtime log; of any other the runtime itself is to blame. */
const expectedErrors: ReadonlySet<string> = new Set([
  'StoreUnavailable',
  brokenCall,
  'Error',
  'ServiceError',
]);

export function createServer(parts: ServerParts): Server {
  const { timeline, disk, faults, findings, ledger, scenario, services, sabotage } = parts;
  const { chance } = timeline;
  const log = loggerTo(findings);
  let current: Life | undefined;
  let isOpen = false;
  let lifeNumber = 0;
  let clockOffset = 0;
  let plainIdCount = 0;

  function nextPlainId(): string {
    plainIdCount += 1;
    return `00000000-0000-4000-8000-${String(plainIdCount).padStart(12, '0')}`;
  }

  function boot(): void {
    lifeNumber += 1;
    const number = lifeNumber;
    let isAlive = true;
    const die = (why: string) => {
      if (!isAlive) return;
      isAlive = false;
      timeline.note(`process ${number} ends: ${why}`);
      if (current === life) {
        current = undefined;
        isOpen = false;
        timeline.after(chance.below(downMillisecondsMax), 'boot', boot);
      }
    };
    const after = (milliseconds: number, label: string, run: () => void) =>
      timeline.after(milliseconds, label, () => {
        if (isAlive) run();
      });
    const clock = (sabotage.clock ?? same)(processClock(after));
    const holder = {
      get isAlive() {
        return isAlive;
      },
      crash: die,
    };
    const store = (sabotage.store ?? same)(disk.open(holder));
    const random = scenario.isPlain ? () => 0.5 : seededRandom(parts.seed + number);
    const life: Life = Object.assign(Object.create(holder), {
      number,
      store,
      clock,
      after,
      pause: (milliseconds: number, label: string) =>
        new Promise<void>((resolve) => void after(milliseconds, label, resolve)),
    }) as Life;
    current = life;
    start(life, random).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable)) findings.report('no error of our own', `start: ${error}`);
      die('could not start');
    });
  }

  /** As the server does: requests are served while what was under way is taken up. */
  async function start(life: Life, random: () => number): Promise<void> {
    const lastId = await findLastId(life.store);
    if (!life.isAlive) return;
    const runtime = createRuntime({
      store: life.store,
      clock: life.clock,
      log,
      secret,
      identity: simulatedIdentity(() => life.pause(chance.below(4), 'a role is assumed')),
      random,
      newId: scenario.isPlain ? nextPlainId : () => idOf(random),
      lastId,
      ...(scenario.openMapRunsMax !== undefined && { openMapRunsMax: scenario.openMapRunsMax }),
      findConnector: (resource) => {
        const connector = services.connectorOf(life, resource);
        return sabotage.connector?.(connector) ?? connector;
      },
      openSession: (_caller, traceHeader) => services.openSession(life, Number(traceHeader)),
      traceHeaderOf: (_execution, eventId) => String(eventId),
      onTurn: ledger.hearTurn,
      jobEventSources: {
        isRuleEnabled: async () => true,
        describeEnd: ({ execution, summary }) => endDetailOf({ after: execution, summary }),
        findJobEnd: services.findJobEnd,
      },
    });
    Object.assign(life, { runtime: (sabotage.runtime ?? same)(runtime) });
    isOpen = true;
    await runtime.start();
  }

  function processClock(after: Life['after']): Clock {
    return {
      now: () => timeline.now + clockOffset,
      schedule(at, run) {
        const late = faults.happens('timerIsLate') ? chance.below(1_500) : 0;
        return after(Math.ceil(at - timeline.now - clockOffset) + late, 'a timer', run);
      },
    };
  }

  async function close(life: Life): Promise<void> {
    const { runtime, store, clock } = life;
    runtime.activities.close();
    await runtime.drain(clock.now() + shutdownMilliseconds);
    await runtime.close();
    await store.close();
    life.crash('closed');
  }

  return {
    get open() {
      return isOpen ? current : undefined;
    },
    get lifeNumber() {
      return lifeNumber;
    },
    boot,
    crash: (why) => current?.crash(why),
    get clockNow() {
      return timeline.now + clockOffset;
    },
    disturbClock() {
      if (faults.happens('clockStepsBack')) clockOffset -= chance.below(clockStepMillisecondsMax);
      if (faults.happens('clockJumps')) clockOffset += chance.below(clockJumpMillisecondsMax);
    },
    restart() {
      const life = current;
      if (life === undefined || !isOpen) return;
      isOpen = false;
      timeline.note(`process ${life.number} closes`);
      life.after(shutdownMilliseconds + shutdownGraceMilliseconds, 'a shutdown is over', () =>
        findings.report('everything ends', `process ${life.number} does not finish closing`),
      );
      close(life).catch((error: unknown) => findings.report('no error of our own', `close: ${error}`));
    },
  };
}

export const secret = Buffer.from('a secret of this simulation');

function same<T>(value: T): T {
  return value;
}

function idOf(random: () => number): string {
  const digits = Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `00000000-0000-4000-8000-${digits}`;
}

function loggerTo(findings: Findings): Logger {
  return pino(
    { level: 'warn', timestamp: false, base: null },
    {
      write(line) {
        const { err, msg } = JSON.parse(line) as {
          err?: { type: string; message: string; stack: string };
          msg: string;
        };
        if (err !== undefined && !expectedErrors.has(err.type))
          findings.report('no error of our own', `${msg}: ${err.stack}`);
      },
    },
  );
}

/** Everybody may everything, as any role of an account, after a while. */
function simulatedIdentity(pause: () => Promise<void>): Identity {
  const sessionOf = async (roleArn: string): Promise<RoleSession> => {
    await pause();
    const [, name] = /^arn:aws:iam::\d{12}:role\/(.+)$/.exec(roleArn) ?? [];
    if (name === undefined) throw new RoleUnknown(`${roleArn} cannot be assumed`);
    return {
      roleArn,
      assumedRoleArn: roleArn,
      assumedRoleId: name,
      principal: accountRoot({ account }),
      account,
      expiresAt: Number.MAX_SAFE_INTEGER,
      packedPolicyPercent: 0,
    };
  };
  const refuse = () => {
    throw new Error('the runtime asks for sessions only');
  };
  return {
    authorize: async () => {},
    assumeRole: (_caller, { roleArn }) => sessionOf(roleArn),
    assumeExecutionRole: ({ roleArn }) => sessionOf(roleArn),
    callerOf: ({ principal }) => ({
      principal,
      place: { partition: 'aws', account, region },
      context: {},
    }),
    issueCredentials: refuse,
    findCredential: refuse,
    serviceControlOf: () => undefined as never,
  };
}

class RoleUnknown extends AwsError {
  readonly code = 'AccessDenied';
}
