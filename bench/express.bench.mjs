/**
 * Synchronous Express executions of three states over HTTP: how many a second and how long each takes, beside a request
 * that is only answered (`GET /health`), and with `--peers` beside aws-local-stepfunctions in process, which keeps no
 * history and answers nobody. In full also a steady load beside activity workers that wait, and what many executions leave
 * in memory. Then the same executions in process, their history kept, beside the same peer.
 *
 * `npm run bench -- express [--quick] [--peers] [--profile]`. `--profile` tells the functions the server's main thread
 * spends its time in.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLocally } from './peers/local-stepfunctions.mjs';
import { order, orderStates } from './server/order-states.mjs';
import { pollActivity } from './server/poll-activity.mjs';
import { cpuRemark, cpuTime } from './server/proc.mjs';
import { printProfile, profileOptions } from './server/profile.mjs';
import { callOf, health, repeat, runLoad } from './server/repeat.mjs';
import { createStateMachine, startServer } from './server/server.mjs';
import { isProfiled, isQuick, peersFolder, runCount, scratchFolder } from './settings.mjs';
import { report, reportSkipped } from './table/report.mjs';

const warmUpCount = isQuick ? 5_000 : 20_000;
const requestCount = isQuick ? 15_000 : 30_000;
/** The bars are for the first. */
const connectionCounts = isQuick ? [16] : [16, 1, 64];
/** Executions a second that come whether or not those before them were answered. */
const steadyRate = 1_000;
const steadyCount = 5_000;
const steadyConnections = 64;
const pollerCount = 50;
/** Executions between two looks at the memory. */
const manyCount = 200_000;

const threeStates = { StartAt: 'Price', States: orderStates({ End: true }) };
/** Of a process that is the load generator as well. */
const localLoad = {
  definition: threeStates,
  input: order,
  output: { order: 'A-1', total: 96, decision: 'approved' },
};
const inProcess = fileURLToPath(new URL('server/run-express.mjs', import.meta.url));
const profileDirectory = join(scratchFolder('profile'), 'profile');
const server = await startServer({
  directory: join(scratchFolder('express'), 'data'),
  nodeOptions: isProfiled ? profileOptions(profileDirectory) : [],
});
const { endpoint, pid } = server;
const stateMachineArn = await createStateMachine(endpoint, 'ThreeStates', threeStates, 'EXPRESS');
const execution = callOf('StartSyncExecution', { stateMachineArn, input: JSON.stringify(order) });
for (const request of [health, execution])
  await repeat({ endpoint, ...request, connections: 16, count: warmUpCount });
for (const [index, connections] of connectionCounts.entries()) await measure(connections, index === 0);
if (!isQuick) {
  await measureSteadily();
  await measureMemory();
}
await server.stop();
await measureInProcess();
if (isProfiled) printProfile(profileDirectory);

async function measure(connections, isMain) {
  const count = connections === 1 ? Math.ceil(requestCount / 4) : requestCount;
  const load = { endpoint, connections, count };
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const answered = await repeat({ ...load, ...health });
    const before = cpuTime(pid);
    const executed = await repeat({ ...load, ...execution });
    runs.push({ answered, executed, cpu: cpuRemark(before, cpuTime(pid), count) });
  }
  const peers = peersFolder === undefined ? [] : await measurePeer(connections, count);
  const beside = (of) => [
    { name: 'a request only answered', runs: runs.map(({ answered }) => of(answered)) },
    ...peers.map(({ name, loads }) => ({ name, runs: loads.map(of), isPeer: true })),
  ];
  const rate = ({ seconds }) => count / seconds;
  report({
    figure: `Express executions of 3 states, synchronous, ${connections} connection${connections === 1 ? '' : 's'}`,
    unit: '/s',
    runs: runs.map(({ executed }) => rate(executed)),
    better: 'more',
    bar: isMain ? 5_000 : undefined,
    beside: beside(rate),
    remark: `p99 ${runs.at(-1).executed.p99.toFixed(1)} ms; ${runs.at(-1).cpu}`,
  });
  report({
    figure: '  p50 of one',
    unit: 'ms',
    runs: runs.map(({ executed }) => executed.p50),
    better: 'less',
    bar: isMain ? 5 : undefined,
    beside: beside(({ p50 }) => p50),
  });
}

/** The runtime as a library, as the peer is one. */
async function measureInProcess() {
  const count = requestCount * 4;
  const load = { ...localLoad, atOnce: 16, count, warmUpCount: 10_000 };
  const runs = [];
  for (let run = 0; run < runCount; run += 1) runs.push(await runLoad(inProcess, load));
  const peers = peersFolder === undefined ? [] : await measurePeer(16, requestCount);
  const rate =
    (total) =>
    ({ seconds }) =>
      total / seconds;
  report({
    figure: 'Express executions of 3 states in process, history kept, 16 at once',
    unit: '/s',
    runs: runs.map(rate(count)),
    better: 'more',
    beside: peers.map(({ name, loads }) => ({ name, runs: loads.map(rate(requestCount)), isPeer: true })),
  });
  report({
    figure: '  p50 of one',
    unit: 'ms',
    runs: runs.map(({ p50 }) => p50),
    better: 'less',
    beside: peers.map(({ name, loads }) => ({ name, runs: loads.map(({ p50 }) => p50), isPeer: true })),
  });
}

async function measurePeer(atOnce, count) {
  const name = 'aws-local-stepfunctions, in process';
  const load = { ...localLoad, folder: peersFolder, atOnce, count: Math.ceil(count / 5), warmUpCount: 1_000 };
  try {
    const loads = [];
    for (let run = 0; run < runCount; run += 1) {
      const { seconds, p50 } = await runLocally(load);
      // It ran a fifth of the executions, in a fifth of the time.
      loads.push({ seconds: seconds * 5, p50 });
    }
    return [{ name, loads }];
  } catch (error) {
    reportSkipped(`Express executions of ${name}`, error.message);
    return [];
  }
}

/** What the machine keeps everybody waiting for is in the time of a request that is only answered as well. */
async function measureSteadily() {
  const load = { endpoint, connections: steadyConnections, count: steadyCount, rate: steadyRate };
  const stopPolling = await pollActivity(endpoint, pollerCount);
  const runs = [];
  for (let run = 0; run < runCount; run += 1) {
    const answered = await repeat({ ...load, ...health });
    runs.push({ answered, executed: await repeat({ ...load, ...execution }) });
  }
  await stopPolling();
  report({
    figure: `  p99 at ${steadyRate.toLocaleString('en-US')}/s beside ${pollerCount} activity polls`,
    unit: 'ms',
    runs: runs.map(({ executed }) => executed.p99),
    better: 'less',
    bar: 25,
    beside: [{ name: 'a request only answered', runs: runs.map(({ answered }) => answered.p99) }],
  });
}

async function measureMemory() {
  const before = await server.observe('memory');
  await repeat({ endpoint, ...execution, connections: steadyConnections, count: manyCount });
  const after = await server.observe('memory');
  report({
    figure: `  heap that each of ${manyCount.toLocaleString('en-US')} leaves`,
    unit: 'B',
    runs: [Math.max(0, after.heapUsed - before.heapUsed) / manyCount],
    better: 'less',
    bar: 20,
    remark: `measured once; resident ${Math.round(before.rss / 1e6)} MB before, ${Math.round(after.rss / 1e6)} MB after`,
  });
}
