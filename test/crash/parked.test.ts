import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary, Store } from '../../src/store/store.ts';
import { aRevision, aRuntime } from '../runtime/a-runtime.ts';
import { aStillClock } from '../runtime/still-clock.ts';
import { aDefinition, aWait } from '../support/a-definition.ts';
import { testStart } from '../support/an-identity.ts';

const executionCount = 5_000;
/** The runtime's own bound on executions that it keeps although nothing is under way for them. */
const keptMax = 1_000;
const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:Sleeper';
const revisionName = 'Sleeper:1';
const hour = 60 * 60 * 1000;
const definition = aDefinition({ Sleep: aWait(hour / 1000) });
const roleArn = 'arn:aws:iam::111111111111:role/sleeper';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-parked-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('executions that wait are let go from memory, outlive a restart, and end when their time has come', async () => {
  const clock = aStillClock();
  const first = await open(clock);
  await first.store.resources.write([aRevision(revisionName, { stateMachineArn, definition, roleArn })]);
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
  const runtime = await aRuntime({ store, clock });
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

async function start(runtime: Runtime, index: number): Promise<ExecutionSummary> {
  const revision = await runtime.revisions.get(stateMachineArn, revisionName);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:run-${index}`;
  const { summary } = await runtime.startExecution({ revision, executionArn, input: { index } });
  return summary;
}
