/**
 * What the whole server does beside what its disk could: executions a second over HTTP, and state transitions a second
 * within one execution, each beside the rate at which a plain loop commits the same rows to SQLite (synchronous=FULL)
 * in groups of the same size.
 *
 * After `npm run build`: `node bench/executions.bench.mjs [--quick] [--profile]`. `--profile` tells the functions the
 * server's main thread spends its time in. BENCH_DIRECTORY: where the data goes, a real disk (default: the system's
 * temporary directory).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { order, orderStates } from './server/order-states.mjs';
import { printProfile, profileOptions } from './server/profile.mjs';
import { commitAgain } from './server/raw-sqlite.mjs';
import { printMachine, printTable, whole } from './server/report.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { startExecutions } from './server/start-executions.mjs';

const isQuick = process.argv.includes('--quick');
const isProfiled = process.argv.includes('--profile');
const executionCount = isQuick ? 8_000 : 60_000;
const warmUpCount = isQuick ? 3_000 : 10_000;
const connectionCounts = isQuick ? [64] : [1, 64, 256];
const rawRuns = 3;
const loopRuns = isQuick ? 2 : 5;
/** A Pass and a Choice each round: 24,000 events, just under the 25,000 of a history. */
const loopRounds = 5_990;

const fiveStates = {
  StartAt: 'Price',
  States: {
    ...orderStates({ Next: 'Label' }),
    Label: {
      Type: 'Pass',
      Parameters: { 'label.$': "States.Format('{}: {}', $.order, $.decision)" },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

const loop = {
  StartAt: 'Count',
  States: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Again' },
    Again: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericLessThan: loopRounds, Next: 'Count' }],
      Default: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

const root = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), 'stepwell-bench-'));
try {
  printMachine(root);
  const rows = [];
  for (const connections of connectionCounts) rows.push(await measureExecutions(connections));
  rows.push(await measureTransitions());
  printTable(rows);
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function measureExecutions(connections) {
  const directory = aFolder(`executions-${connections}`);
  const profileDirectory = join(root, `profile-${connections}`);
  const nodeOptions = isProfiled ? profileOptions(profileDirectory) : [];
  const count = connections === 1 ? Math.ceil(executionCount / 20) : executionCount;
  const server = await startServer({ directory, nodeOptions });
  const stateMachineArn = await createStateMachine(server.endpoint, 'FiveStates', fiveStates);
  const load = { endpoint: server.endpoint, stateMachineArn, connections, input: order };
  await startExecutions({ ...load, count: Math.min(count, warmUpCount) });
  const before = await server.observe();
  const { seconds, p50, p99 } = await startExecutions({ ...load, count });
  const after = await server.observe();
  // Such an execution has ended before its start is answered.
  const { executions } = await call(server.endpoint, 'ListExecutions', {
    stateMachineArn,
    statusFilter: 'RUNNING',
  });
  if (executions.length > 0) throw new Error(`${executions.length} executions have not ended`);
  await server.stop();
  if (isProfiled) printProfile(profileDirectory);
  const microseconds = ((after.activeMilliseconds - before.activeMilliseconds) * 1000) / count;
  const groupSize = Math.max(1, Math.round(count / (after.groups - before.groups)));
  const raw = rawRate(directory, groupSize);
  return {
    what: `executions of 5 states over HTTP, ${connections} connections`,
    rate: count / seconds,
    raw: raw.turns / raw.seconds,
    remark: `group ${groupSize}, ${whole(raw.bytes / raw.turns)} B each, main thread ${whole(microseconds)} µs each, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  };
}

/** The median of several, because other work on the disk tells more in so short a time. */
function rawRate(directory, groupSize) {
  const runs = Array.from({ length: rawRuns }, (_, run) =>
    commitAgain({ from: directory, to: aFolder(`${basename(directory)}-raw-${run}`), groupSize }),
  );
  return runs.sort((left, right) => left.seconds - right.seconds)[Math.floor(rawRuns / 2)];
}

async function measureTransitions() {
  const directory = aFolder('transitions');
  const server = await startServer({ directory });
  const stateMachineArn = await createStateMachine(server.endpoint, 'Loop', loop);
  let best = 0;
  for (let run = 0; run < loopRuns; run += 1)
    best = Math.max(best, await measureLoop(server, stateMachineArn));
  await server.stop();
  // Alone, each turn is a transaction.
  const raw = rawRate(directory, 1);
  const transitions = loopRounds * 2 + 1;
  return {
    what: `state transitions of one execution (best of ${loopRuns})`,
    rate: best,
    raw: (transitions * loopRuns) / raw.seconds,
    remark: `${whole(raw.turns / loopRuns)} turns of ${whole(raw.bytes / raw.turns / 1024)} KiB`,
  };
}

async function measureLoop({ endpoint }, stateMachineArn) {
  const { executionArn } = await call(endpoint, 'StartExecution', { stateMachineArn, input: '{"n":0}' });
  for (;;) {
    const execution = await call(endpoint, 'DescribeExecution', { executionArn });
    if (execution.status === 'SUCCEEDED')
      return (loopRounds * 2 + 1) / (execution.stopDate - execution.startDate);
    if (execution.status !== 'RUNNING') throw new Error(JSON.stringify(execution));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function aFolder(name) {
  const path = join(root, name);
  mkdirSync(path);
  return path;
}
