/**
 * What waiting costs: executions parked in a one-hour Wait, in memory while the server runs, and in time and memory when
 * it starts again on their folder after kill -9. Ends with 1 where a bound below is broken.
 *
 * After `npm run build`: `node bench/parked.bench.mjs [--quick]`. BENCH_PARKED: how many (100,000). BENCH_DIRECTORY:
 * where the data goes (default: the system's temporary directory).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMachine, whole } from './server/report.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { startExecutions } from './server/start-executions.mjs';

const isQuick = process.argv.includes('--quick');
const parkedCount = Number(process.env.BENCH_PARKED ?? (isQuick ? 6_000 : 100_000));
/** Parked before memory is first measured, so that what the server keeps of recent executions is there already. */
const warmUpCount = isQuick ? 3_000 : 5_000;
/** Due while the server is down. */
const dueCount = 1_000;
const bytesPerExecutionMax = 1024;
const startMillisecondsMax = 10_000;

const sleeper = {
  StartAt: 'Sleep',
  States: {
    Sleep: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Wake' },
    Wake: { Type: 'Pass', Result: 'awake', End: true },
  },
};

const broken = [];
const directory = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), 'stepwell-parked-'));
try {
  printMachine(directory);
  await measure();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
for (const line of broken) console.log(`BROKEN: ${line}`);
process.exitCode = broken.length === 0 ? 0 : 1;

async function measure() {
  const first = await startServer({ directory });
  const stateMachineArn = await createStateMachine(first.endpoint, 'Sleeper', sleeper);
  const park = (count, seconds) =>
    startExecutions({ ...first, stateMachineArn, count, connections: 64, input: { seconds } });
  await park(warmUpCount, 3_600);
  const before = await first.observe('memory');
  const { seconds } = await park(parkedCount, 3_600);
  const after = await first.observe('memory');
  console.log(`${whole(parkedCount)} executions parked at ${whole(parkedCount / seconds)}/s`);
  perExecution('heap', before.heapUsed + before.external, after.heapUsed + after.external);
  perExecution('resident', before.rss, after.rss);
  await park(dueCount, 2);
  await first.kill();
  const fileBytes = ['stepwell.db', 'stepwell.db-wal']
    .map((name) => statSync(join(directory, name)).size)
    .reduce((sum, size) => sum + size);
  console.log(`disk, write-ahead log included: ${whole(fileBytes / (parkedCount + warmUpCount))} bytes each`);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await measureRestart(stateMachineArn);
}

async function measureRestart(stateMachineArn) {
  const server = await startServer({ directory });
  const { endpoint, startMilliseconds } = server;
  const { executions } = await call(endpoint, 'ListExecutions', { stateMachineArn, maxResults: 1_000 });
  console.log(`started again and answering after ${whole(startMilliseconds)} ms`);
  expect(startMilliseconds < startMillisecondsMax, `answers within ${startMillisecondsMax} ms`);
  const wokenAt = performance.now();
  let asleep = dueCount;
  while (asleep > 0 && performance.now() - wokenAt < 30_000) {
    const page = await call(endpoint, 'ListExecutions', {
      stateMachineArn,
      statusFilter: 'SUCCEEDED',
      maxResults: 1_000,
    });
    asleep = dueCount - page.executions.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(asleep === 0, `all ${dueCount} that were due have woken; ${asleep} have not`);
  console.log(`${dueCount} that came due meanwhile had ended ${whole(performance.now() - wokenAt)} ms later`);
  const { rss, heapUsed } = await server.observe('memory');
  console.log(`memory after the start: heap ${megabytes(heapUsed)}, resident ${megabytes(rss)}`);
  await stopSome(endpoint, stateMachineArn);
  expect(executions.length === 1_000, 'a page of executions is listed');
  await server.stop();
}

/** Parked executions answer: they can be looked at and stopped. */
async function stopSome(endpoint, stateMachineArn) {
  const { executions } = await call(endpoint, 'ListExecutions', {
    stateMachineArn,
    statusFilter: 'RUNNING',
    maxResults: 20,
  });
  const start = performance.now();
  for (const { executionArn } of executions) {
    await call(endpoint, 'StopExecution', { executionArn });
    const { status, input } = await call(endpoint, 'DescribeExecution', { executionArn });
    expect(status === 'ABORTED' && input === '{"seconds":3600}', `${executionArn} is stopped, not ${status}`);
    const { events } = await call(endpoint, 'GetExecutionHistory', { executionArn });
    const types = events.map(({ type }) => type).join(' ');
    expect(types === 'ExecutionStarted WaitStateEntered ExecutionAborted', `its history is whole: ${types}`);
  }
  const each = (performance.now() - start) / executions.length;
  console.log(`stopped, described and read back: ${each.toFixed(1)} ms each`);
}

function perExecution(what, before, after) {
  const bytes = (after - before) / parkedCount;
  console.log(
    `${what}: ${megabytes(before)} with ${whole(warmUpCount)} parked, ${megabytes(after)} with all: ${whole(bytes)} bytes each`,
  );
  expect(bytes < bytesPerExecutionMax, `less than ${bytesPerExecutionMax} bytes of ${what} each`);
}

function expect(holds, claim) {
  if (!holds) broken.push(claim);
}

function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
