// Starts executions and finds out when each has ended, a given number of them at once. A process of its own.
//
// An execution is first asked about after as long as those before it took, so that asking is a small part of the load; how
// long it took is the server's own record, to which its being asked about adds nothing.
//
// Standard input: JSON of `endpoint`, `stateMachineArn`, `input`, `atOnce`, `count`. Prints one line of JSON.
import { json } from 'node:stream/consumers';
import { openConnection } from './connection.mjs';
import { callOf } from './repeat.mjs';

const { endpoint, stateMachineArn, input, atOnce, count } = await json(process.stdin);
/** How much of the typical time passes before an execution that had not ended is asked about again. */
const againShare = 0.1;
const againMilliseconds = 4;
const latencies = new Float64Array(count);
let typicalMilliseconds = 10;
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
  let pause = typicalMilliseconds;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    asked += 1;
    const { status, startDate, stopDate, cause } = await post(description);
    if (status === 'SUCCEEDED') return (stopDate - startDate) * 1_000;
    if (status !== 'RUNNING') throw new Error(`an execution ended ${status}: ${cause}`);
    pause = Math.max(againMilliseconds, typicalMilliseconds * againShare);
  }
}
