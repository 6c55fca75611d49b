/**
 * How many turns a second the embedded store makes durable, beside what SQLite itself does with the same rows in
 * groups of the same size, in a plain loop of one thread.
 *
 * `npm run bench -- store`.
 * BENCH_DIRECTORY (a disk, the system's temporary directory if unset), BENCH_TURNS (100,000).
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openDatabase } from '../src/store/sqlite/database.ts';
import { openSqliteStore } from '../src/store/sqlite/open-sqlite-store.ts';
import { turnWrites } from '../src/store/statements.ts';
import type { ExecutionSummary, Store } from '../src/store/store.ts';
import { textKey } from '../src/store/text-key.ts';
import { reportPart } from './table/report-part.ts';

const turnsMax = Number(process.env.BENCH_TURNS ?? 100_000);
const callerCount = 512;
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:OrderWorkflow';

interface Load {
  readonly name: string;
  readonly bodyLength: number;
  readonly turnCount: number;
  readonly summaryOf: (index: number) => ExecutionSummary;
}

interface Measured {
  readonly perSecond: number;
  readonly groupSize: number;
  readonly latencies: Float64Array;
}

/** The messages that carried writes to a worker so far. */
let groupCount = 0;
const postMessage = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.lane === 'writes') groupCount += 1;
  return postMessage.call(this, message, ...rest);
};

const root = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), 'stepwell-bench-'));
try {
  for (const bodyLength of [700, 20_000]) await measureWrites(bodyLength);
  await measureReads();
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function measureWrites(bodyLength: number): Promise<void> {
  const turnCount = Math.min(turnsMax, Math.ceil((turnsMax * 2_000) / bodyLength));
  const names = Array.from({ length: turnCount }, () => randomUUID());
  const loads: readonly Load[] = [
    { name: 'new executions', bodyLength, turnCount, summaryOf: (index) => aSummary(index, names[index], 1) },
    {
      name: 'later turns',
      bodyLength,
      turnCount,
      // Each caller has an execution of its own, as when that many run at once.
      summaryOf: (index) =>
        aSummary(index % callerCount, names[index % callerCount], 2 + Math.floor(index / callerCount)),
    },
  ];
  const directory = mkdtempSync(join(root, 'store-'));
  const store = await openSqliteStore({ directory });
  const measured: Measured[] = [];
  for (const load of loads) measured.push(await measureStore(store, load));
  await store.close();
  const raw = measureRaw(
    loads,
    measured.map(({ groupSize }) => Math.round(groupSize)),
  );
  for (const [index, load] of loads.entries())
    report(load, measured[index] as Measured, raw[index] as number);
}

async function measureStore(store: Store, { bodyLength, turnCount, summaryOf }: Load): Promise<Measured> {
  const body = aBody(bodyLength);
  const latencies = new Float64Array(turnCount);
  const groupsBefore = groupCount;
  const start = performance.now();
  const caller = async (first: number) => {
    for (let index = first; index < turnCount; index += callerCount) {
      const begin = performance.now();
      await store.executions.commit({ summary: summaryOf(index), body });
      latencies[index] = performance.now() - begin;
    }
  };
  await Promise.all(Array.from({ length: callerCount }, (_, first) => caller(first)));
  const seconds = (performance.now() - start) / 1000;
  const groupSize = turnCount / (groupCount - groupsBefore);
  return { perSecond: turnCount / seconds, groupSize, latencies: latencies.sort() };
}

/** Turns a second of each load, one after the other on one database. */
function measureRaw(loads: readonly Load[], groupSizes: readonly number[]): readonly number[] {
  const { connection, close } = openDatabase({ role: 'writer', directory: mkdtempSync(join(root, 'raw-')) });
  const insertExecution = connection.prepare<unknown[]>(turnWrites.insertExecution);
  const countTurn = connection.prepare<unknown[]>(turnWrites.countTurn);
  const insertTurn = connection.prepare<unknown[]>(turnWrites.insertTurn);
  const rates = loads.map(({ bodyLength, turnCount, summaryOf }, loadIndex) => {
    const body = aBody(bodyLength);
    const groupSize = groupSizes[loadIndex] ?? 1;
    const writeGroup = connection.transaction((from: number) => {
      for (let index = from; index < Math.min(from + groupSize, turnCount); index += 1) {
        const { id, executionArn, turnCount: turn, revisionName, status, startedAt } = summaryOf(index);
        if (turn === 1) {
          const keys = [textKey(executionArn), textKey(stateMachineArn)];
          const names = [executionArn, stateMachineArn, revisionName, null, null, status];
          insertExecution.run(0, id, ...keys, ...names, startedAt, null, null, 0);
        } else {
          countTurn.run(turn, 0, id, turn - 1, status, 0, null, null);
        }
        insertTurn.run(0, id, turn, body);
      }
    });
    const start = performance.now();
    for (let from = 0; from < turnCount; from += groupSize) writeGroup(from);
    return turnCount / ((performance.now() - start) / 1000);
  });
  close();
  return rates;
}

async function measureReads(): Promise<void> {
  const store = await openSqliteStore({ directory: mkdtempSync(join(root, 'reads-')) });
  const turnCount = Math.min(turnsMax, 20_000);
  const summaryOf = (index: number) => aSummary(index, `order-${index}`, 1);
  await measureStore(store, { name: '', bodyLength: 700, turnCount, summaryOf });
  const read = async (name: string, run: (index: number) => Promise<unknown>) => {
    const start = performance.now();
    const caller = async (first: number) => {
      for (let index = first; index < turnCount; index += callerCount) await run((index * 7919) % turnCount);
    };
    await Promise.all(Array.from({ length: callerCount }, (_, first) => caller(first)));
    reportPart({
      figure: `store: ${name}`,
      unit: '/s',
      value: turnCount / ((performance.now() - start) / 1000),
    });
  };
  await read('get by key', (index) => store.executions.get(summaryOf(index)));
  await read('find by ARN', (index) => store.executions.find(summaryOf(index).executionArn));
  await read('read the log', (index) => store.executions.readTurns(summaryOf(index), 1, 1_000));
  await store.close();
}

function report(load: Load, { perSecond, groupSize, latencies }: Measured, raw: number): void {
  const at = (share: number) => `${latencies[Math.floor(latencies.length * share)]?.toFixed(1)} ms`;
  reportPart({
    figure: `store: ${load.name} of ${load.bodyLength} B`,
    unit: '/s',
    value: perSecond,
    beside: { name: 'raw SQLite', value: raw },
    remark: `${groupSize.toFixed(0)} to a transaction, p50 ${at(0.5)}, p99 ${at(0.99)}`,
  });
}

function aSummary(index: number, name: string | undefined, turnCount: number): ExecutionSummary {
  return {
    shard: 0,
    id: 7e15 + index,
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:OrderWorkflow:${name}`,
    stateMachineArn,
    revisionName: 'OrderWorkflow:1',
    status: 'RUNNING',
    startedAt: 1_700_000_000_000 + index,
    stoppedAt: undefined,
    wakeAt: undefined,
    isTaskInFlight: false,
    turnCount,
    version: undefined,
    alias: undefined,
    redriveCount: 0,
    redrivenAt: undefined,
  };
}

/** Text that looks like events: repeating, and not the same throughout. */
function aBody(length: number): string {
  const event = '{"type":"TaskStateEntered","name":"Charge the card","at":1700000000000,"id":';
  let body = '';
  for (let id = 1; body.length < length; id += 1) body += `${event}${id}}`;
  return body.slice(0, length);
}
