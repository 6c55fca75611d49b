/**
 * The benchmarks of the whole server, one after the other: `npm run bench`, or `npm run bench -- --quick` for half a
 * minute. Each is a program of its own and takes the same flags and variables; see there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

for (const name of ['executions', 'parked']) {
  const program = fileURLToPath(new URL(`${name}.bench.mjs`, import.meta.url));
  const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exitCode = 1;
  console.log();
}
