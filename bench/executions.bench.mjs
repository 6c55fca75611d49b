/**
 * Standard executions of five states over HTTP, from StartExecution to their end: how many a second, beside a plain loop
 * that commits the same rows to SQLite (synchronous=FULL) in groups of the same size, loops that commit a row for each
 * event, and a server that only commits these rows; and how long StartExecution takes at half that load.
 *
 * `npm run bench -- executions [--quick] [--profile]`. `--profile` tells the functions the server's main thread spends
 * its time in.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { order, orderStates } from './server/order-states.mjs';
import { cpuRemark, cpuTime } from './server/proc.mjs';
import { findInOutput, startProcess } from './server/processes.mjs';
import { printProfile, profileOptions } from './server/profile.mjs';
import { commitAgain, commitAsEvents, logEnd } from './server/raw-sqlite.mjs';
import { health, repeat } from './server/repeat.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { startExecutions } from './server/start-executions.mjs';
import { isProfiled, isQuick, runCount, scratchFolder } from './settings.mjs';
import { report } from './table/report.mjs';
import { median, percentile } from './table/statistics.mjs';

const warmUpCount = isQuick ? 4_000 : 15_000;
/** Of one run, by how many connections. The bars are for the first of them. */
const loads = isQuick
  ? [{ connections: 64, count: 8_000 }]
  : [
      { connections: 64, count: 40_000 },
      { connections: 1, count: 3_000 },
      { connections: 256, count: 40_000 },
    ];
const steadySeconds = isQuick ? 2 : 10;
/** Rows to a transaction of a log that has one for each event. */
const eventGroups = [64, 256];
/** Transactions of one turn each that tell what the disk needs for one. */
const singleCommits = 500;

const committingServer = fileURLToPath(new URL('server/committing-server.mjs', import.meta.url));

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

const root = scratchFolder('executions');
const directory = join(root, 'data');
const profileDirectory = join(root, 'profile');
const server = await startServer({
  directory,
  nodeOptions: isProfiled ? profileOptions(profileDirectory) : [],
});
const { endpoint, pid } = server;
const stateMachineArn = await createStateMachine(endpoint, 'FiveStates', fiveStates);
await startExecutions({ endpoint, stateMachineArn, connections: 64, input: order, count: warmUpCount });
let rawCount = 0;
for (const [index, load] of loads.entries()) {
  const runs = [];
  for (let run = 0; run < runCount; run += 1) runs.push(await measure(load, index === 0));
  reportRate(load, runs, index === 0);
  if (index === 0) await measureSteadily(median(runs.map(({ rate }) => rate)) / 2);
}
await server.stop();
if (isProfiled) printProfile(profileDirectory);

async function measure({ connections, count }, isMain) {
  const since = logEnd(directory);
  const [before, cpuBefore] = [await server.observe(), cpuTime(pid)];
  const { seconds, p50, p99 } = await startExecutions({
    endpoint,
    stateMachineArn,
    connections,
    input: order,
    count,
  });
  const [after, cpuAfter] = [await server.observe(), cpuTime(pid)];
  // Such an execution has ended before its start is answered.
  const { executions } = await call(endpoint, 'ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' });
  if (executions.length > 0) throw new Error(`${executions.length} executions have not ended`);
  const groupSize = Math.max(1, Math.round(count / (after.groups - before.groups)));
  const raw = commitAgain({ from: directory, to: aFolder(), groupSize, since });
  if (raw.turns !== count) throw new Error(`${raw.turns} turns were committed for ${count} executions`);
  const asEvents = isMain ? await commitEvents(since) : [];
  const onlyCommitting = isMain ? await measureOnlyCommitting(connections, count) : undefined;
  const cpu = cpuRemark(cpuBefore, cpuAfter, count);
  return {
    rate: count / seconds,
    raw: raw.turns / raw.seconds,
    asEvents,
    onlyCommitting,
    p50,
    p99,
    cpu,
    groupSize,
    bytes: raw.bytes / count,
  };
}

/** Executions a second whose events are rows of a log, for each size of a transaction. */
async function commitEvents(since) {
  const { executions } = await call(endpoint, 'ListExecutions', { stateMachineArn, maxResults: 1 });
  const { events } = await call(endpoint, 'GetExecutionHistory', {
    executionArn: executions[0].executionArn,
  });
  return eventGroups.map((groupSize) => {
    const committed = commitAsEvents({
      from: directory,
      to: aFolder(),
      groupSize,
      eventCount: events.length,
      since,
    });
    return committed.turns / committed.seconds;
  });
}

/** Requests a second to a server that commits the same rows and does nothing else, over as many connections. */
async function measureOnlyCommitting(connections, count) {
  const words = [committingServer, directory, String(warmUpCount + count), aFolder()];
  const running = startProcess(process.execPath, words);
  const endpoint = new URL(await findInOutput(running, /listens on (\S+)/));
  const load = { endpoint, stateMachineArn, connections, input: order };
  await startExecutions({ ...load, count: warmUpCount });
  const { seconds } = await startExecutions({ ...load, count });
  await running.stop();
  return count / seconds;
}

function reportRate({ connections }, runs, isMain) {
  const { p50, p99, cpu, groupSize, bytes } = runs.at(-1);
  const ratios = runs.map(({ rate, raw }) => rate / raw);
  const figure = `5-state executions over HTTP, ${connections} connection${connections === 1 ? '' : 's'}`;
  report({
    figure,
    unit: '/s',
    runs: runs.map(({ rate }) => rate),
    better: 'more',
    bar: isMain ? 4_000 : undefined,
    beside: [
      { name: 'the same bytes, raw SQLite', runs: runs.map(({ raw }) => raw) },
      ...(isMain ? eventGroups : []).map((groupSize, index) => ({
        name: `the same, a row for each event, ${groupSize} to a transaction`,
        runs: runs.map(({ asEvents }) => asEvents[index]),
      })),
      ...(isMain
        ? [{ name: 'a server that only commits them', runs: runs.map((run) => run.onlyCommitting) }]
        : []),
    ],
    remark: `${Math.round(bytes)} B and p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms each, ${groupSize} to a transaction; ${cpu}`,
  });
  if (isMain) {
    report({ figure: '  of what raw SQLite commits', unit: '', runs: ratios, better: 'more', bar: 0.4 });
  }
}

/** As many requests a second as `rate`, whether or not those before them were answered. */
async function measureSteadily(rate) {
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const load = { endpoint, connections: 64, count: Math.ceil(rate * steadySeconds), rate };
    const answered = await repeat({ ...load, ...health });
    const started = await startExecutions({ ...load, stateMachineArn, input: order });
    const { commitMilliseconds } = commitAgain({
      from: directory,
      to: aFolder(),
      groupSize: 1,
      countMax: singleCommits,
    });
    runs.push({
      p99: started.p99,
      p50: started.p50,
      answered: answered.p99,
      raw: percentile(commitMilliseconds, 0.99),
    });
  }
  report({
    figure: `p99 of StartExecution at half that load, ${Math.round(rate).toLocaleString('en-US')}/s`,
    unit: 'ms',
    runs: runs.map(({ p99 }) => p99),
    better: 'less',
    bar: 30,
    beside: [
      { name: 'a request only answered, p99', runs: runs.map(({ answered }) => answered) },
      { name: 'one commit, raw SQLite, p99', runs: runs.map(({ raw }) => raw) },
    ],
    remark: `p50 ${median(runs.map(({ p50 }) => p50)).toFixed(1)} ms; from when a request was due, whether or not it could be sent`,
  });
}

function aFolder() {
  rawCount += 1;
  const folder = join(root, `raw-${rawCount}`);
  mkdirSync(folder);
  return folder;
}
