/**
 * Synchronous Express executions of three states over HTTP: how many a second and how long each takes, beside a request
 * that is only answered (`GET /health`), in the same run; then a steady load beside activity workers that wait; and what
 * many of them leave in memory. Ends with 1 where a bound below is broken.
 *
 * After `npm run build`: `node bench/express.bench.mjs [--quick] [--profile]`. `--profile` tells the functions the server's
 * main thread spends its time in.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { order, orderStates } from './server/order-states.mjs';
import { printProfile, profileOptions } from './server/profile.mjs';
import { callOf, repeat } from './server/repeat.mjs';
import { printMachine, whole } from './server/report.mjs';
import { call, createStateMachine, startServer } from './server/server.mjs';

const isQuick = process.argv.includes('--quick');
const isProfiled = process.argv.includes('--profile');
const warmUpCount = isQuick ? 10_000 : 20_000;
const requestCount = isQuick ? 20_000 : 60_000;
const connectionCounts = isQuick ? [16] : [1, 16, 64];
/** Executions a second that come whether or not those before them were answered. */
const steadyRate = 1_000;
const steadyCount = isQuick ? 5_000 : 20_000;
const steadyConnections = 64;
/** Executions between two looks at the memory. */
const manyCount = isQuick ? 20_000 : 200_000;
const pollerCount = 50;
const p99MillisecondsMax = 25;
/** What the heap may have grown by after many executions, each of which leaves 20 bytes at the most. */
const heapGrowthBytesMax = Math.max(2 ** 20, manyCount * 20);

const threeStates = { StartAt: 'Price', States: orderStates({ End: true }) };
const health = { method: 'GET', path: '/health', headers: {}, body: '' };

const broken = [];
const root = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), 'stepwell-express-'));
const profileDirectory = join(root, 'profile');
try {
  printMachine(root);
  await measure();
} finally {
  rmSync(root, { recursive: true, force: true });
}
for (const line of broken) console.log(`BROKEN: ${line}`);
if (broken.length > 0) process.exitCode = 1;

async function measure() {
  const nodeOptions = isProfiled ? profileOptions(profileDirectory) : [];
  const server = await startServer({ directory: join(root, 'data'), nodeOptions });
  const { endpoint } = server;
  const stateMachineArn = await createStateMachine(endpoint, 'ThreeStates', threeStates, 'EXPRESS');
  const execution = callOf('StartSyncExecution', { stateMachineArn, input: JSON.stringify(order) });
  for (const request of [health, execution])
    await repeat({ endpoint, ...request, connections: 16, count: warmUpCount });
  for (const connections of connectionCounts) {
    const load = { endpoint, connections, count: connections === 1 ? requestCount / 4 : requestCount };
    const answered = await observed(server, { ...load, ...health });
    const executed = await observed(server, { ...load, ...execution });
    console.log(`${connections} connections: ${figures(executed)}`);
    console.log(`  only answered: ${figures(answered)}; ratio ${(executed.rate / answered.rate).toFixed(2)}`);
  }
  await measureSteadily(server, execution);
  await measureMemory(server, execution);
  await server.stop();
  if (isProfiled) printProfile(profileDirectory);
}

async function measureSteadily(server, execution) {
  const { endpoint } = server;
  const stopPolling = await pollActivity(endpoint);
  const load = { endpoint, connections: steadyConnections, count: steadyCount, rate: steadyRate };
  const answered = await observed(server, { ...load, ...health });
  const steady = await observed(server, { ...load, ...execution });
  await stopPolling();
  console.log(`${whole(steadyRate)}/s asked for, beside ${pollerCount} activity polls: ${figures(steady)}`);
  console.log(`  only answered: ${figures(answered)}`);
  if (steady.rate < steadyRate * 0.99) broken.push(`${whole(steady.rate)} executions a second`);
  // What the machine keeps everybody waiting for is not ours.
  if (steady.p99 > p99MillisecondsMax + answered.p99) broken.push(`a p99 of ${steady.p99.toFixed(1)} ms`);
}

async function measureMemory(server, execution) {
  const { endpoint } = server;
  const before = await server.observe('memory');
  await repeat({ endpoint, ...execution, connections: steadyConnections, count: manyCount });
  const after = await server.observe('memory');
  const change = (member) => `${mebibytes(before[member])} to ${mebibytes(after[member])}`;
  console.log(`memory over ${whole(manyCount)}: heap ${change('heapUsed')}, resident ${change('rss')}`);
  const growth = after.heapUsed - before.heapUsed;
  if (growth > heapGrowthBytesMax) broken.push(`a heap that grew by ${mebibytes(growth)}`);
}

/** Workers that ask for tasks of an activity which has none; answers what ends them. */
async function pollActivity(endpoint) {
  const { activityArn } = await call(endpoint, 'CreateActivity', { name: 'idle' });
  const ending = new AbortController();
  const { headers, body } = callOf('GetActivityTask', { activityArn });
  const poll = async () => {
    while (!ending.signal.aborted) {
      const response = await fetch(endpoint, { method: 'POST', headers, body, signal: ending.signal });
      if (!response.ok) throw new Error(await response.text());
      await response.json();
    }
  };
  const polls = Array.from({ length: pollerCount }, () =>
    poll().catch((error) => {
      if (error.name !== 'AbortError') throw error;
    }),
  );
  return () => {
    ending.abort();
    return Promise.all(polls);
  };
}

async function observed(server, load) {
  const before = await server.observe();
  const { seconds, p50, p99 } = await repeat(load);
  const after = await server.observe();
  const microseconds = ((after.activeMilliseconds - before.activeMilliseconds) * 1_000) / load.count;
  return { rate: load.count / seconds, p50, p99, microseconds };
}

function figures({ rate, p50, p99, microseconds }) {
  return `${whole(rate)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, main thread ${whole(microseconds)} µs each`;
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
