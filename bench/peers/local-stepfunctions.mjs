import { fileURLToPath } from 'node:url';
import { runLoad } from '../server/repeat.mjs';

const program = fileURLToPath(new URL('run-local-stepfunctions.mjs', import.meta.url));

/**
 * Runs a definition `count` times, `atOnce` at a time, in aws-local-stepfunctions as installed in `folder`, in a process of
 * its own that is the load generator as well; answers seconds, p50 and p99 in ms. It is warmed up by `warmUpCount` first.
 * Throws where the output is not `output`.
 */
export function runLocally(load) {
  return runLoad(program, load);
}

/** How many seconds each of `runCount` executions took, alone. */
export async function measureLocalLoop({ folder, definition, output, runCount }) {
  const load = { folder, definition, input: { n: 0 }, output, count: 1, atOnce: 1, warmUpCount: 1 };
  const runs = [];
  for (let run = 0; run < runCount; run += 1) runs.push((await runLocally(load)).seconds);
  return runs;
}
