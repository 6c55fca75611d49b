/**
 * An empty server: how long after its start the first request is answered, and what it holds while nothing happens; beside
 * a bare HTTP server of Node's, and with `--peers` beside Restate.
 *
 * `npm run bench -- start [--quick] [--peers]`.
 */
import { join } from 'node:path';
import { startRestate } from './peers/restate.mjs';
import { cpuTime, residentMegabytes } from './server/proc.mjs';
import { findInOutput, startProcess } from './server/processes.mjs';
import { call, startServer } from './server/server.mjs';
import { isQuick, peersFolder, runCount, scratchFolder } from './settings.mjs';
import { report, reportSkipped } from './table/report.mjs';
import { median } from './table/statistics.mjs';

const startCount = isQuick ? 1 : 5;
/** Before memory is looked at. */
const idleMilliseconds = isQuick ? 1_000 : 3_000;
const bareServer = `require('node:http').createServer((request, response) => response.end('{}'))
  .listen(0, '127.0.0.1', function () { console.log('listens on http://127.0.0.1:' + this.address().port); });`;

const root = scratchFolder('start');
const own = [];
const bare = [];
for (let run = 0; run < startCount; run += 1) {
  own.push(await measureOwn(join(root, `data-${run}`)));
  bare.push(await measureBare());
}
const restate = peersFolder === undefined ? [] : await measureRestate();
const beside = (of) => [
  { name: "Node's own HTTP server", runs: bare.map(of) },
  ...(restate.length > 0 ? [{ name: 'Restate', runs: restate.map(of), isPeer: true }] : []),
];
report({
  figure: 'first request answered after the start, empty',
  unit: 'ms',
  runs: own.map(({ milliseconds }) => milliseconds),
  better: 'less',
  bar: 700,
  beside: beside(({ milliseconds }) => milliseconds),
  remark: `CPU ${median(own.map(({ cpu }) => cpu))} ms by then`,
});
report({
  figure: 'resident memory, idle',
  unit: 'MB',
  runs: own.map(({ megabytes }) => megabytes),
  better: 'less',
  bar: 110,
  beside: beside(({ megabytes }) => megabytes),
});

async function measureOwn(directory) {
  const startedAt = performance.now();
  const server = await startServer({ directory, isObserved: false });
  await call(server.endpoint, 'ListStateMachines', {});
  const milliseconds = performance.now() - startedAt;
  const { main, others } = cpuTime(server.pid);
  return { milliseconds, cpu: main + others, megabytes: await idleMemory(server) };
}

async function measureBare() {
  const startedAt = performance.now();
  const running = startProcess(process.execPath, ['-e', bareServer]);
  const endpoint = await findInOutput(running, /listens on (\S+)/);
  await (await fetch(endpoint)).text();
  const milliseconds = performance.now() - startedAt;
  return { milliseconds, megabytes: await idleMemory({ pid: running.child.pid, stop: running.kill }) };
}

async function measureRestate() {
  const runs = [];
  try {
    for (let run = 0; run < runCount; run += 1) {
      const directory = join(root, `restate-${run}`);
      const server = await startRestate({ folder: peersFolder, directory });
      runs.push({ milliseconds: server.startMilliseconds, megabytes: await idleMemory(server) });
    }
    return runs;
  } catch (error) {
    reportSkipped('the start of Restate', error.message);
    return [];
  }
}

/** Ends the server as well. */
async function idleMemory({ pid, stop }) {
  await new Promise((resolve) => setTimeout(resolve, idleMilliseconds));
  const megabytes = residentMegabytes(pid);
  await stop();
  return megabytes;
}
