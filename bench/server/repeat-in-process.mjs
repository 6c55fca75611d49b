import { percentile } from '../table/statistics.mjs';

/**
 * Runs `run` `warmUpCount` times and then `count` times, `atOnce` at a time, in this process; answers the seconds of the
 * latter and their p50 and p99 in ms.
 */
export async function repeatInProcess(run, { atOnce, count, warmUpCount }) {
  await runAll(run, atOnce, warmUpCount);
  const start = performance.now();
  const latencies = await runAll(run, atOnce, count);
  const seconds = (performance.now() - start) / 1_000;
  return { seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** Answers how long each took in ms. */
async function runAll(run, atOnce, count) {
  const latencies = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        next += 1;
        const before = performance.now();
        await run();
        latencies.push(performance.now() - before);
      }
    }),
  );
  return latencies;
}
