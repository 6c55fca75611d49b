import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../server/processes.mjs';
import { reportVersion } from '../table/report.mjs';

const program = fileURLToPath(new URL('moto_loop.py', import.meta.url));

/** How many seconds each of `runCount` executions of `definition` took in moto, alone. Throws where Python has no moto, or the output is not `output`. */
export async function measureMotoLoop({ definition, output, runCount }) {
  const asked = JSON.stringify({ definition: JSON.stringify(definition), output });
  const runs = [];
  for (let run = 0; run < runCount; run += 1) runs.push(await runMotoLoop(asked));
  return runs;
}

async function runMotoLoop(asked) {
  const { child, exited } = startProcess('python3', [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const failed = exited.catch(() => {
    throw new Error('there is no python3');
  });
  child.stdin.on('error', () => {});
  child.stdin.end(asked);
  const [printed, problem, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), failed]);
  if (exitCode !== 0) throw new Error(problem.trim().split('\n').at(-1) || `python3 ended with ${exitCode}`);
  const { version, seconds } = JSON.parse(printed.trim().split('\n').at(-1));
  reportVersion('moto', version);
  return seconds;
}
