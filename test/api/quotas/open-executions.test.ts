import { expect, onTestFinished, test } from 'vitest';
import {
  createOpenExecutions,
  limitOpenExecutions,
  type OpenExecutions,
} from '../../../src/api/quotas/open-executions.ts';
import type { Execution, ExecutionStatus } from '../../../src/engine/execution.ts';
import type { Runtime, StartExecutionRequest } from '../../../src/runtime/runtime.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary } from '../../../src/store/store.ts';
import { errorOf } from '../../support/an-identity.ts';
import { memoryStore } from '../../support/memory-store.ts';

const max = 3;

function arnOf(name: string, account = '111111111111', region = 'us-east-1'): string {
  return `arn:aws:states:${region}:${account}:execution:machine:${name}`;
}

async function aStore() {
  const store = await openSqliteStore({ directory: undefined });
  onTestFinished(() => store.close());
  return store;
}

type AStore = Awaited<ReturnType<typeof aStore>>;

/** Stores a row each, as turns that were taken have. */
async function storeOpen(store: AStore, executionArns: readonly string[]): Promise<void> {
  const stored = await store.executions.countOpen();
  for (const [index, executionArn] of executionArns.entries()) {
    const [, , , region = '', account = '', , machine = ''] = executionArn.split(':');
    await store.executions.commit({
      summary: {
        shard: 0,
        id: stored + index + 1,
        executionArn,
        stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${machine}`,
        revisionName: 'r',
        version: undefined,
        alias: undefined,
        status: 'RUNNING',
        startedAt: 0,
        stoppedAt: undefined,
        wakeAt: undefined,
        isTaskInFlight: false,
        turnCount: 1,
        redriveCount: 0,
        redrivenAt: undefined,
      },
      body: '[]',
    });
    const key = { kind: 'StateMachine', account, region, name: machine } as const;
    await store.resources.write([
      { type: 'put', key, body: { tags: [] } as never, expectedRevision: undefined },
    ]);
  }
}

/** A process that finds nothing open. */
function aFirstProcess(): OpenExecutions {
  return createOpenExecutions({ store: memoryStore(), openAtStart: 0, max });
}

async function aProcess(store: AStore): Promise<OpenExecutions> {
  return createOpenExecutions({ store, openAtStart: await store.executions.countOpen(), max });
}

/** A turn that finds an execution in one status and leaves it in another; undefined is before it started. */
function turn(
  open: OpenExecutions,
  executionArn: string,
  [from, to]: readonly [ExecutionStatus | undefined, ExecutionStatus],
  isExpress = false,
): void {
  const facts = { executionArn, isExpress };
  const before = { facts, status: from ?? 'RUNNING', lastEventId: from === undefined ? 0 : 5 };
  const after = { facts, status: to, lastEventId: 9 };
  open.onTurn({
    before: before as Execution,
    after: after as Execution,
    revision: undefined as never,
    qualifiers: {},
    events: [],
    messageCount: 1,
  });
}

/** Undefined where one more may be started, or why not. */
function admission(open: OpenExecutions, executionArn: string) {
  return errorOf((async () => open.admit(executionArn))());
}

const refused = { code: 'ExecutionLimitExceeded', status: 400 };

function startThree(open: OpenExecutions): void {
  for (const name of ['a', 'b', 'c']) turn(open, arnOf(name), [undefined, 'RUNNING']);
}

test('as many as there may be are admitted, and then no more', async () => {
  const open = aFirstProcess();
  for (const name of ['a', 'b', 'c']) {
    expect(await admission(open, arnOf(name))).toBeUndefined();
    turn(open, arnOf(name), [undefined, 'RUNNING']);
  }
  expect(await admission(open, arnOf('d'))).toMatchObject(refused);
});

const ends: readonly { readonly behavior: string; readonly turns: (open: OpenExecutions) => void }[] = [
  {
    behavior: 'one that succeeded makes room',
    turns: (open) => turn(open, arnOf('a'), ['RUNNING', 'SUCCEEDED']),
  },
  {
    behavior: 'one that was stopped makes room',
    turns: (open) => turn(open, arnOf('b'), ['RUNNING', 'ABORTED']),
  },
];

test.each(ends)('$behavior', async ({ turns }) => {
  const open = aFirstProcess();
  startThree(open);
  turns(open);
  expect(await admission(open, arnOf('d'))).toBeUndefined();
});

test('turns that neither open nor end an execution change nothing', async () => {
  const open = aFirstProcess();
  startThree(open);
  turn(open, arnOf('a'), ['RUNNING', 'RUNNING']);
  turn(open, arnOf('d'), [undefined, 'SUCCEEDED']);
  expect(await admission(open, arnOf('e'))).toMatchObject(refused);
});

test('one that goes on after its end is open again', async () => {
  const open = aFirstProcess();
  startThree(open);
  turn(open, arnOf('a'), ['RUNNING', 'FAILED']);
  turn(open, arnOf('a'), ['FAILED', 'RUNNING']);
  expect(await admission(open, arnOf('d'))).toMatchObject(refused);
});

test('Express executions are not counted', async () => {
  const open = aFirstProcess();
  for (const name of ['a', 'b', 'c']) turn(open, arnOf(name), [undefined, 'RUNNING'], true);
  expect(await admission(open, arnOf('d'))).toBeUndefined();
});

test('every account and every region has a limit of its own', async () => {
  const open = aFirstProcess();
  startThree(open);
  expect(await admission(open, arnOf('d', '222222222222'))).toBeUndefined();
  expect(await admission(open, arnOf('d', '111111111111', 'eu-west-1'))).toBeUndefined();
});

test('what was open before the process started counts', async () => {
  const store = await aStore();
  await storeOpen(store, [arnOf('a'), arnOf('b')]);
  const open = await aProcess(store);
  expect(await admission(open, arnOf('c'))).toBeUndefined();
  await storeOpen(store, [arnOf('c')]);
  turn(open, arnOf('c'), [undefined, 'RUNNING']);
  expect(await admission(open, arnOf('d'))).toMatchObject(refused);
});

test('what others had open before the process started does not count', async () => {
  const store = await aStore();
  const others = ['a', 'b', 'c', 'd'].map((name) => arnOf(name, '222222222222'));
  await storeOpen(store, [...others, arnOf('a'), arnOf('b')]);
  const open = await aProcess(store);
  expect(await admission(open, arnOf('c'))).toBeUndefined();
  await storeOpen(store, [arnOf('c')]);
  turn(open, arnOf('c'), [undefined, 'RUNNING']);
  expect(await admission(open, arnOf('d'))).toMatchObject(refused);
  expect(await admission(open, arnOf('e', '222222222222'))).toMatchObject(refused);
  for (const executionArn of others.slice(0, 2)) turn(open, executionArn, ['RUNNING', 'SUCCEEDED']);
  expect(await admission(open, arnOf('e', '222222222222'))).toBeUndefined();
});

test('a runtime under the limit neither starts nor redrives an execution beyond it', async () => {
  const done: string[] = [];
  const runtime = {
    loadedCount: 7,
    startExecution: async () => void done.push('start'),
    redriveExecution: async () => void done.push('redrive'),
  } as unknown as Runtime;
  const open = aFirstProcess();
  const limited = limitOpenExecutions(runtime, open);
  const start = () => limited.startExecution({ executionArn: arnOf('d') } as StartExecutionRequest);
  const redrive = () => limited.redriveExecution({ executionArn: arnOf('e') } as ExecutionSummary, undefined);
  await start();
  await redrive();
  startThree(open);
  expect(await errorOf(start())).toMatchObject(refused);
  expect(await errorOf(redrive())).toMatchObject(refused);
  expect(done).toEqual(['start', 'redrive']);
  expect(limited.loadedCount).toBe(7);
});
