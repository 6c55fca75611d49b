import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { ServiceError } from '../../src/connectors/connector.ts';
import { createRuntime, type Runtime } from '../../src/runtime/runtime.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary, Store } from '../../src/store/store.ts';
import { anIdentity, testStart } from '../support/an-identity.ts';

const executionCount = 5_000;
/** The runtime's own bound on executions that it keeps although nothing is under way for them. */
const keptMax = 1_000;
const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:Sleeper';
const revisionName = 'Sleeper:1';
const hour = 60 * 60 * 1000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-parked-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('executions that wait are let go from memory, outlive a restart, and end when their time has come', async () => {
  const clock = aClock();
  const first = await open(clock);
  await storeRevision(first.store);
  const started = await Promise.all(
    Array.from({ length: executionCount }, (_, index) => start(first.runtime, index)),
  );
  expect(first.runtime.loadedCount).toBeLessThanOrEqual(keptMax);
  await first.close();

  const second = await open(clock);
  expect(second.runtime.loadedCount).toBe(0);
  expect(await second.store.executions.countOpen()).toBe(executionCount);
  // One that this process has never seen can be stopped.
  const [stopped, ...sleeping] = started;
  expect(await second.runtime.stopExecution(stopped as ExecutionSummary, new Failure('Tired'))).toBe(true);
  clock.moveTo(testStart + hour - 1);
  await second.settle();
  expect(await second.store.executions.countOpen()).toBe(executionCount - 1);

  clock.moveTo(testStart + hour);
  while ((await second.store.executions.countOpen()) > 0) await second.settle();
  expect(second.runtime.loadedCount).toBeLessThanOrEqual(keptMax);
  const ended = await Promise.all(sleeping.map((summary) => second.store.executions.get(summary)));
  expect(new Set(ended.map((summary) => `${summary?.status} at ${summary?.stoppedAt}`))).toEqual(
    new Set([`SUCCEEDED at ${testStart + hour}`]),
  );
  expect((await second.store.executions.get(stopped as ExecutionSummary))?.status).toBe('ABORTED');
  await second.close();
});

interface Opened {
  readonly runtime: Runtime;
  readonly store: Store;
  /** Lets what the clock has set off go on for a while. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

async function open(clock: Clock): Promise<Opened> {
  const store = await openSqliteStore({ directory });
  let idCount = 0;
  const runtime = createRuntime({
    store,
    clock,
    log: pino({ level: 'silent' }),
    secret: Buffer.from('a secret of this test'),
    identity: anIdentity({ store }).identity,
    random: () => 0.5,
    newId: () => {
      idCount += 1;
      return `id-${idCount}`;
    },
    findConnector: () => undefined,
    openSession: ({ place }) => ({ ...place, request: refuse }),
  });
  await runtime.start();
  return {
    runtime,
    store,
    settle: async () => {
      for (let round = 0; round < 20; round += 1) await store.executions.findNextWakeAt();
    },
    close: async () => {
      await runtime.close();
      await store.close();
    },
  };
}

/** No state of the machine makes a call. */
async function refuse(service: string, action: string): Promise<never> {
  throw new ServiceError(`${service}:${action} was called`, { code: 'Refused', status: 400, requestId: '' });
}

async function storeRevision(store: Store): Promise<void> {
  const key = {
    kind: 'StateMachineRevision',
    account: '111111111111',
    region: 'us-east-1',
    name: revisionName,
  };
  const body = {
    stateMachineArn,
    definition: JSON.stringify({
      StartAt: 'Sleep',
      States: { Sleep: { Type: 'Wait', Seconds: hour / 1000, End: true } },
    }),
    roleArn: 'arn:aws:iam::111111111111:role/sleeper',
    type: 'STANDARD',
    updatedAt: testStart,
    revisionId: undefined,
    loggingConfiguration: undefined,
    tracingConfiguration: undefined,
    encryptionConfiguration: undefined,
  } as const;
  await store.resources.write([
    { type: 'put', key: { ...key, kind: 'StateMachineRevision' }, body, expectedRevision: 0 },
  ]);
}

async function start(runtime: Runtime, index: number): Promise<ExecutionSummary> {
  const revision = await runtime.revisions.get(stateMachineArn, revisionName);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:run-${index}`;
  const { summary } = await runtime.startExecution({ revision, executionArn, input: { index } });
  return summary;
}

/** A clock that only the test moves. */
function aClock(): Clock & { moveTo(at: number): void } {
  let now = testStart;
  const scheduled = new Map<() => void, number>();
  return {
    now: () => now,
    schedule(at, run) {
      const once = () => run();
      scheduled.set(once, at);
      return () => void scheduled.delete(once);
    },
    moveTo(at) {
      now = at;
      for (const [run, due] of [...scheduled]) {
        if (due > now) continue;
        scheduled.delete(run);
        run();
      }
    },
  };
}
