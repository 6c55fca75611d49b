// Starts executions and finds out when each has ended, a given number of them at once. A process of its own.
//
// An execution is first asked about after nearly as long as those before it took, and then the less often the longer it
// takes, so that asking is a small part of the load; how long it took is the server's own record.
//
// Standard input: JSON of `endpoint`, `stateMachineArn`, `input`, `atOnce`, `count` and `typicalMilliseconds`, how long
// one is expected to take. Prints one line of JSON.
import { json } from 'node:stream/consumers';
import { openConnection } from './connection.mjs';
import { callOf } from './repeat.mjs';

const { endpoint, stateMachineArn, input, atOnce, count, ...expected } = await json(process.stdin);
/** Of the typical time, before an execution is asked about first. */
const firstShare = 0.85;
/** Of the time that an execution has taken so far, before it is asked about again. */
const againShare = 0.06;
const againMilliseconds = 4;
const latencies = new Float64Array(count);
let { typicalMilliseconds } = expected;
let next = 0;
let asked = 0;

const start = performance.now();
await Promise.all(Array.from({ length: atOnce }, runSome));
const seconds = (performance.now() - start) / 1_000;
latencies.sort();
const percentile = (share) => latencies[Math.min(count - 1, Math.floor(count * share))];
console.log(JSON.stringify({ seconds, p50: percentile(0.5), p99: percentile(0.99), asked: asked / count }));

async function runSome() {
  const { post, close } = await openConnection(endpoint);
  while (next < count) {
    const index = next;
    next += 1;
    const { executionArn } = await post(callOf('StartExecution', { stateMachineArn, input }));
    latencies[index] = await findDuration(post, callOf('DescribeExecution', { executionArn }));
    typicalMilliseconds += (latencies[index] - typicalMilliseconds) * 0.05;
  }
  close();
}

async function findDuration(post, description) {
  const startedAt = performance.now();
  let pause = typicalMilliseconds * firstShare;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    asked += 1;
    const { status, startDate, stopDate, cause } = await post(description);
    if (status === 'SUCCEEDED') return (stopDate - startDate) * 1_000;
    if (status !== 'RUNNING') throw new Error(`an execution ended ${status}: ${cause}`);
    pause = Math.max(againMilliseconds, (performance.now() - startedAt) * againShare);
  }
}
