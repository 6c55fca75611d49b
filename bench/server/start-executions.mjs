import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const load = fileURLToPath(new URL('load.mjs', import.meta.url));

/** Starts `count` executions over `connections` from another process; answers seconds, failures, p50 and p99 in ms. */
export async function startExecutions({ endpoint, stateMachineArn, count, connections, input = {} }) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    load,
    endpoint.href,
    stateMachineArn,
    String(count),
    String(connections),
    JSON.stringify(input),
  ]);
  const measured = JSON.parse(stdout);
  if (measured.failures > 0) throw new Error(`${measured.failures} failed: ${measured.firstFailure}`);
  return measured;
}
