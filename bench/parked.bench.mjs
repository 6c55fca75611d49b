/**
 * What waiting costs: a million executions parked in a Wait, in resident memory while the server runs and in time until it
 * answers again after kill -9; and beside them timers that come due, all at one instant, and 5,000 a second.
 *
 * `npm run bench -- parked [--quick]`. BENCH_PARKED: how many (1,000,000; 10,000 with `--quick`).
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cpuRemark, cpuTime, residentMegabytes } from './server/proc.mjs';
import { commitAgain, logEnd, readWakeTimes } from './server/raw-sqlite.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { startExecutions } from './server/start-executions.mjs';
import { lateness } from './server/timers.mjs';
import { isQuick, runCount, scratchFolder } from './settings.mjs';
import { report } from './table/report.mjs';
import { median, percentile } from './table/statistics.mjs';

const burstCount = isQuick ? 5_000 : 50_000;
/** With the timers a million, the most that an account may have open in a region. */
const parkedCount = Number(process.env.BENCH_PARKED ?? (isQuick ? 10_000 : 1_000_000 - burstCount));
const restartCount = isQuick ? 1 : 3;
const pacedRate = isQuick ? 2_500 : 5_000;
const pacedCount = pacedRate * (isQuick ? 2 : 10);
const daySeconds = 86_400;
/** From the last execution parked until memory is looked at. */
const settleMilliseconds = isQuick ? 1_000 : 10_000;
/** From when the last timer should have been parked until the first is due. */
const parkingSlackMilliseconds = isQuick ? 1_500 : 3_000;
const singleCommits = 500;

const sleeper = {
  StartAt: 'Sleep',
  States: {
    Sleep: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Wake' },
    Wake: { Type: 'Pass', Result: 'awake', End: true },
  },
};

/** Due at `from`, in epoch ms, and then one every `apart` ms. */
const timer = {
  QueryLanguage: 'JSONata',
  StartAt: 'Sleep',
  States: {
    Sleep: {
      Type: 'Wait',
      Timestamp: '{% $fromMillis($states.input.from + $floor($states.input.index * $states.input.apart)) %}',
      Next: 'Wake',
    },
    Wake: { Type: 'Pass', Output: 'awake', End: true },
  },
};

const counted = parkedCount.toLocaleString('en-US');
const root = scratchFolder('parked');
const directory = join(root, 'data');
let rawCount = 0;
const parkedRate = await measureParked();
const server = await measureRestarts();
await measureBurst();
await measurePaced();
await server.stop();

/** Answers how many a second were parked. */
async function measureParked() {
  const first = await startServer({ directory });
  const { endpoint, pid } = first;
  const stateMachineArn = await createStateMachine(endpoint, 'Sleeper', sleeper);
  for (const name of ['Burst', 'Paced']) await createStateMachine(endpoint, name, timer);
  const park = (count) =>
    startExecutions({ endpoint, stateMachineArn, count, connections: 64, input: { seconds: daySeconds } });
  const idle = residentMegabytes(pid);
  const { seconds } = await park(parkedCount);
  await pause(settleMilliseconds);
  const resident = residentMegabytes(pid);
  await first.kill();
  const fileBytes = ['stepwell.db', 'stepwell.db-wal']
    .map((name) => statSync(join(directory, name)).size)
    .reduce((sum, size) => sum + size);
  report({
    figure: `resident memory with ${counted} executions parked`,
    unit: 'MB',
    runs: [resident],
    better: 'less',
    bar: 400,
    beside: [{ name: 'the same server, none parked', runs: [idle] }],
    remark: `parked at ${Math.round(parkedCount / seconds).toLocaleString('en-US')}/s; ${Math.round(fileBytes / parkedCount)} B on disk each, write-ahead log included; measured once`,
  });
  return parkedCount / seconds;
}

/** Ready is when a parked execution is described. Answers the server that was started last. */
async function measureRestarts() {
  const runs = [];
  for (;;) {
    const startedAt = performance.now();
    const started = await startServer({ directory });
    await describeOne(started.endpoint);
    const seconds = (performance.now() - startedAt) / 1_000;
    runs.push({ seconds, resident: residentMegabytes(started.pid), raw: readWakeTimes(directory).seconds });
    if (runs.length < restartCount) {
      await started.kill();
      continue;
    }
    report({
      figure: `ready after kill -9 with ${counted} parked`,
      unit: 's',
      runs: runs.map((each) => each.seconds),
      better: 'less',
      bar: 15,
      beside: [{ name: 'their due times read, raw SQLite', runs: runs.map(({ raw }) => raw) }],
      remark: `resident ${median(runs.map(({ resident }) => resident)).toFixed(0)} MB then`,
    });
    return started;
  }
}

async function describeOne(endpoint) {
  const stateMachineArn = machineArn('Sleeper');
  const { executions } = await call(endpoint, 'ListExecutions', { stateMachineArn, maxResults: 1 });
  const { executionArn } = executions[0];
  const { status } = await call(endpoint, 'DescribeExecution', { executionArn });
  if (status !== 'RUNNING') throw new Error(`${executionArn} is ${status} after the restart`);
}

async function measureBurst() {
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const { late, groups, since, cpu } = await fire({ name: 'Burst', count: burstCount, apart: 0 });
    const seconds = late.at(-1) / 1_000;
    const raw = rawOf(since, groups);
    const groupSize = Math.round(raw.turns / groups);
    runs.push({ rate: burstCount / seconds, raw: raw.turns / raw.seconds, groupSize, cpu });
  }
  report({
    figure: `timers fired of ${burstCount.toLocaleString('en-US')} due at one instant`,
    unit: '/s',
    runs: runs.map(({ rate }) => rate),
    better: 'more',
    bar: 5_000,
    beside: [{ name: 'the same turns, raw SQLite', runs: runs.map(({ raw }) => raw) }],
    remark: `until the last of them has ended, with ${counted} others parked; ${runs.at(-1).groupSize} turns to a transaction; ${runs.at(-1).cpu}`,
  });
}

async function measurePaced() {
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const { late, since } = await fire({ name: 'Paced', count: pacedCount, apart: 1_000 / pacedRate });
    const { commitMilliseconds } = rawOf(since, undefined, singleCommits);
    runs.push({ late, raw: Math.max(...commitMilliseconds) });
  }
  const [p50, p99] = [0.5, 0.99].map((share) => median(runs.map(({ late }) => percentile(late, share))));
  report({
    figure: `latest of ${pacedCount.toLocaleString('en-US')} timers, ${pacedRate.toLocaleString('en-US')} due a second`,
    unit: 'ms',
    runs: runs.map(({ late }) => late.at(-1)),
    better: 'less',
    bar: 1_000,
    beside: [{ name: `longest of ${singleCommits} commits, raw SQLite`, runs: runs.map(({ raw }) => raw) }],
    remark: `after it was due, its execution ended; p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
  });
}

/** Parks `count` timers, waits until all have ended, and answers how late each was in ms, the latest last. */
async function fire({ name, count, apart }) {
  const { endpoint } = server;
  const stateMachineArn = machineArn(name);
  // None is due before the last is parked, even at two thirds of the speed.
  const from = Date.now() + Math.ceil((count / parkedRate) * 1_500) + parkingSlackMilliseconds;
  const inputText = `{"from":${from},"index":<index>,"apart":${apart}}`;
  const startedAt = Date.now();
  await startExecutions({ endpoint, stateMachineArn, count, connections: 64, inputText });
  if (Date.now() > from) throw new Error(`the timers took ${Date.now() - startedAt} ms to park, too long`);
  const since = logEnd(directory);
  const [before, cpuBefore] = [await server.observe(), cpuTime(server.pid)];
  await pause(from - Date.now() + count * apart);
  const late = await lateness({
    endpoint,
    stateMachineArn,
    count,
    dueAt: (index) => from + Math.floor(index * apart),
    startedAt,
  });
  const after = await server.observe();
  const cpu = cpuRemark(cpuBefore, cpuTime(server.pid), count);
  return { late, cpu, groups: after.groups - before.groups, since };
}

/** The turns that the timers caused, committed again, in as many transactions or one by one. */
function rawOf(since, groups, countMax) {
  rawCount += 1;
  const to = join(root, `raw-${rawCount}`);
  mkdirSync(to);
  const turns = logEnd(directory) - since;
  const groupSize = groups === undefined ? 1 : Math.max(1, Math.round(turns / groups));
  return commitAgain({ from: directory, to, since, groupSize, countMax });
}

function machineArn(name) {
  return `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
