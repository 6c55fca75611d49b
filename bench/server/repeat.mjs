import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startProcess } from './processes.mjs';

const program = fileURLToPath(new URL('repeat-request.mjs', import.meta.url));

/** A request that is only answered. */
export const health = { method: 'GET', path: '/health', headers: {}, body: '' };

/** A call of the Step Functions API as a request that can be repeated. */
export function callOf(operation, input) {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
    },
    body: JSON.stringify(input),
  };
}

/**
 * Sends a request `count` times over `connections` from another process, `rate` a second where that is given; answers
 * seconds, p50 and p99 in ms.
 */
export function repeat(load) {
  return runLoad(program, load);
}

/** Runs the program of a load in a process of its own, which is told `load` and prints what it measured. */
export async function runLoad(path, load) {
  const { child, exited } = startProcess(process.execPath, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const [output, [exitCode]] = await Promise.all([text(child.stdout), exited]);
  if (exitCode !== 0) throw new Error(`the load ended with ${exitCode}`);
  const measured = JSON.parse(output);
  if (measured.problem !== undefined) throw new Error(measured.problem);
  if (measured.failures > 0) throw new Error(`${measured.failures} failed: ${measured.firstFailure}`);
  return measured;
}
