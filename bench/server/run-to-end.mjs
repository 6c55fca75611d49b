// Starts executions and finds out when each has ended, a given number of them at once. A process of its own.
//
// One connection asks ListExecutions about all of them together, every so often, so that asking is a small part of the load;
// how long an execution took is the server's own record.
//
// Standard input: JSON of `endpoint`, `stateMachineArn`, `input`, `atOnce`, `count` and `typicalMilliseconds`, how long
// one is expected to take. Prints one line of JSON.
import { json } from 'node:stream/consumers';
import { percentile } from '../table/statistics.mjs';
import { openConnection } from './connection.mjs';
import { callOf } from './repeat.mjs';

const { endpoint, stateMachineArn, input, atOnce, count, ...expected } = await json(process.stdin);
/** Of the typical time of an execution, between one look at them all and the next. */
const pauseShare = 0.08;
const pauseMilliseconds = 4;
const latencies = new Float64Array(count);
let { typicalMilliseconds } = expected;
let next = 0;
let ended = 0;
let asked = 0;
/** Those that run, as far as is known: what each is to do with its description once it has ended. */
const running = new Map();

const start = performance.now();
const watching = watch();
await Promise.all(Array.from({ length: atOnce }, runSome));
const seconds = (performance.now() - start) / 1_000;
await watching;
const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
console.log(JSON.stringify({ seconds, p50, p99, asked: asked / count }));

async function runSome() {
  const { post, close } = await openConnection(endpoint);
  while (next < count) {
    const index = next;
    next += 1;
    const { executionArn } = await post(callOf('StartExecution', { stateMachineArn, input }));
    const { status, startDate, stopDate } = await new Promise((resolve, reject) => {
      running.set(executionArn, { resolve, reject });
    });
    if (status !== 'SUCCEEDED') throw new Error(`${executionArn} ended ${status}`);
    ended += 1;
    latencies[index] = (stopDate - startDate) * 1_000;
    typicalMilliseconds += (latencies[index] - typicalMilliseconds) * 0.05;
  }
  close();
}

/** Looks at the executions until all have ended. */
async function watch() {
  const { post, close } = await openConnection(endpoint);
  while (ended < count) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(pauseMilliseconds, typicalMilliseconds * pauseShare)),
    );
    try {
      await lookAtAll(post);
    } catch (error) {
      for (const { reject } of running.values()) reject(error);
      throw error;
    }
  }
  close();
}

/** Those that were started last come first, so the pages that have all that run are few. */
async function lookAtAll(post) {
  const wanted = new Set(running.keys());
  let nextToken;
  while (wanted.size > 0) {
    asked += 1;
    const list = { stateMachineArn, maxResults: Math.min(1_000, atOnce * 2), nextToken };
    const page = await post(callOf('ListExecutions', list));
    for (const execution of page.executions) {
      if (!wanted.delete(execution.executionArn) || execution.status === 'RUNNING') continue;
      running.get(execution.executionArn).resolve(execution);
      running.delete(execution.executionArn);
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return;
  }
}
