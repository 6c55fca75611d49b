import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('repeat-request.mjs', import.meta.url));

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
export async function repeat(load) {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (exitCode !== 0) throw new Error(`the load ended with ${exitCode}`);
  const measured = JSON.parse(output);
  if (measured.failures > 0) throw new Error(`${measured.failures} failed: ${measured.firstFailure}`);
  return measured;
}
