// See local-stepfunctions.mjs. It keeps no history and answers nobody: this is the interpreter alone.
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

const { folder, definition, input, output, count, atOnce, warmUpCount } = await json(process.stdin);
const { StateMachine } = createRequire(join(folder, 'package.json'))('aws-local-stepfunctions');
const machine = new StateMachine(definition);
// What it does not know it passes over.
deepStrictEqual(await machine.run(input).result, output, 'its output is another one');

const latencies = [];
await runAll(warmUpCount);
latencies.length = 0;
const start = performance.now();
await runAll(count);
const seconds = (performance.now() - start) / 1_000;
latencies.sort((left, right) => left - right);
const percentile = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
console.log(JSON.stringify({ seconds, p50: percentile(0.5), p99: percentile(0.99) }));

async function runAll(total) {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < total) {
        next += 1;
        const before = performance.now();
        await machine.run(input).result;
        latencies.push(performance.now() - before);
      }
    }),
  );
}
