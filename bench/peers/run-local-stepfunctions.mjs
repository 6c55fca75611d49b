// See local-stepfunctions.mjs. It keeps no history and answers nobody: this is the interpreter alone.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';

const { folder, definition, input, output, count, atOnce, warmUpCount } = await json(process.stdin);
const { StateMachine } = createRequire(join(folder, 'package.json'))('aws-local-stepfunctions');
const machine = new StateMachine(definition);
// What it does not know it may pass over.
const result = await machine.run(input).result;
const isRight = isDeepStrictEqual(result, output);
console.log(
  JSON.stringify(isRight ? await measure() : { problem: `its output is ${JSON.stringify(result)}` }),
);

async function measure() {
  await runAll(warmUpCount);
  const start = performance.now();
  const latencies = await runAll(count);
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((left, right) => left - right);
  const percentile = (share) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { seconds, p50: percentile(0.5), p99: percentile(0.99) };
}

/** Answers how long each took in ms. */
async function runAll(total) {
  const latencies = [];
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
  return latencies;
}
