/**
 * What is large: 10,000 state machines; executions whose data are near the 256 KiB that a state may have; histories near the
 * 25,000 events that an execution may have. In time, and in what the server holds meanwhile.
 *
 * `npm run bench -- sizes [--quick]`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countingStates } from './server/counting-states.mjs';
import { residentMegabytes } from './server/proc.mjs';
import { commitAgain, logEnd } from './server/raw-sqlite.mjs';
import { callOf, repeat } from './server/repeat.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';
import { startExecutions } from './server/start-executions.mjs';
import { isQuick, runCount, scratchFolder } from './settings.mjs';
import { report } from './table/report.mjs';

const machineCount = isQuick ? 1_000 : 10_000;
const largeCount = isQuick ? 300 : 2_000;
const largeKibibytes = 250;
const historyCount = isQuick ? 5 : 50;
/** Four events each. */
const rounds = 5_990;
const roleArn = 'arn:aws:iam::123456789012:role/bench';
const counted = (count) => count.toLocaleString('en-US');

const smallMachine = {
  StartAt: 'Label',
  States: {
    Label: { Type: 'Pass', Parameters: { label: 'small' }, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

const largeMachine = {
  StartAt: 'Keep',
  States: {
    Keep: { Type: 'Pass', Next: 'Wrap' },
    Wrap: { Type: 'Pass', Parameters: { 'wrapped.$': '$.text' }, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

const longMachine = {
  StartAt: 'Count',
  States: {
    ...countingStates(rounds, 'Sleep'),
    Sleep: { Type: 'Wait', Seconds: 86_400, End: true },
  },
};

const root = scratchFolder('sizes');
await measureMachines();
await measureLargeData();
await measureHistories();

async function measureMachines() {
  const directory = join(root, 'machines');
  const first = await startServer({ directory });
  const idle = residentMegabytes(first.pid);
  const created = await repeat({
    endpoint: first.endpoint,
    ...callOf('CreateStateMachine', {
      name: 'machine-<index>',
      roleArn,
      definition: JSON.stringify(smallMachine),
    }),
    connections: 16,
    count: machineCount,
  });
  await repeat({
    endpoint: first.endpoint,
    ...callOf('StartExecution', {
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine-<index>',
    }),
    connections: 16,
    count: machineCount,
  });
  const resident = residentMegabytes(first.pid);
  await first.kill();
  const startedAt = performance.now();
  const second = await startServer({ directory });
  const { stateMachines } = await call(second.endpoint, 'ListStateMachines', {});
  if (stateMachines.length === 0) throw new Error('the state machines are gone');
  const seconds = (performance.now() - startedAt) / 1_000;
  await second.stop();
  report({
    figure: `resident memory with ${counted(machineCount)} state machines, each started`,
    unit: 'MB',
    runs: [resident],
    better: 'less',
    beside: [{ name: 'the same server, without any', runs: [idle] }],
    remark: `created at ${Math.round(machineCount / created.seconds).toLocaleString('en-US')}/s; listed ${seconds.toFixed(2)} s after kill -9 and a start; measured once`,
  });
}

async function measureLargeData() {
  const directory = join(root, 'large');
  const { endpoint, pid, observe, stop } = await startServer({ directory });
  const stateMachineArn = await createStateMachine(endpoint, 'Large', largeMachine);
  const idle = residentMegabytes(pid);
  const runs = [];
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, residentMegabytes(pid));
  }, 50);
  for (let run = 0; run < runCount; run += 1) {
    const since = logEnd(directory);
    const before = await observe();
    const { seconds, p50 } = await startExecutions({
      endpoint,
      stateMachineArn,
      connections: 16,
      count: largeCount,
      input: { text: 'x'.repeat(largeKibibytes * 1_024) },
    });
    const { groups } = await observe();
    const groupSize = Math.max(1, Math.round(largeCount / (groups - before.groups)));
    const to = join(root, `raw-large-${run}`);
    mkdirSync(to);
    const raw = commitAgain({ from: directory, to, groupSize, since });
    runs.push({
      rate: largeCount / seconds,
      raw: raw.turns / raw.seconds,
      groupSize,
      bytes: raw.bytes / raw.turns,
      p50,
    });
  }
  clearInterval(watching);
  await stop();
  const { bytes, groupSize, p50 } = runs.at(-1);
  report({
    figure: `executions of three states with ${largeKibibytes} KiB, 16 connections`,
    unit: '/s',
    runs: runs.map(({ rate }) => rate),
    better: 'more',
    beside: [{ name: 'the same bytes, raw SQLite', runs: runs.map(({ raw }) => raw) }],
    remark: `p50 ${p50.toFixed(0)} ms; ${Math.round(bytes / 1_024)} KiB of log each, ${groupSize} to a transaction`,
  });
  report({
    figure: '  most resident memory meanwhile',
    unit: 'MB',
    runs: [most],
    better: 'less',
    beside: [{ name: 'the same server before', runs: [idle] }],
    remark: 'measured once',
  });
}

async function measureHistories() {
  const { endpoint, pid, stop } = await startServer({ directory: join(root, 'histories') });
  const stateMachineArn = await createStateMachine(endpoint, 'Long', longMachine);
  const idle = residentMegabytes(pid);
  await startExecutions({
    endpoint,
    stateMachineArn,
    connections: 4,
    count: historyCount,
    input: { n: 0 },
  });
  const executionArns = await untilAllWait(endpoint, stateMachineArn);
  const resident = residentMegabytes(pid);
  const runs = [];
  let events = 0;
  for (let run = 0; run < runCount; run += 1) {
    const startedAt = performance.now();
    events = await readHistory(endpoint, executionArns[run]);
    runs.push((performance.now() - startedAt) / 1_000);
  }
  await stop();
  report({
    figure: `a history of ${counted(events)} events, read in pages of 1,000`,
    unit: 's',
    runs,
    better: 'less',
  });
  report({
    figure: `resident memory with ${historyCount} such executions waiting`,
    unit: 'MB',
    runs: [resident],
    better: 'less',
    beside: [{ name: 'the same server before', runs: [idle] }],
    remark: 'measured once',
  });
}

/** Answers the executions once all of them have come to their Wait. */
async function untilAllWait(endpoint, stateMachineArn) {
  const { executions } = await call(endpoint, 'ListExecutions', { stateMachineArn });
  for (const { executionArn } of executions) {
    for (;;) {
      const { events } = await call(endpoint, 'GetExecutionHistory', {
        executionArn,
        reverseOrder: true,
        maxResults: 1,
      });
      if (events[0].type === 'WaitStateEntered') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return executions.map(({ executionArn }) => executionArn);
}

/** Answers how many events there are. */
async function readHistory(endpoint, executionArn) {
  let count = 0;
  let nextToken;
  do {
    const page = await call(endpoint, 'GetExecutionHistory', { executionArn, maxResults: 1_000, nextToken });
    count += page.events.length;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return count;
}
