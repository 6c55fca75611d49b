/**
 * The benchmarks, one after the other: `npm run bench`, or `npm run bench -- --quick` for a minute of the server's.
 * `npm run bench -- iam store` runs those named. Each is a program of its own; see there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ofTheServer = ['executions', 'express', 'parked'];
const ofItsParts = ['engine', 'languages', 'expressions', 'store', 'iam', 'sigv4'];

const words = process.argv.slice(2);
const flags = words.filter((word) => word.startsWith('-'));
const named = words.filter((word) => !word.startsWith('-'));
const isQuick = flags.includes('--quick');
const all = isQuick ? ofTheServer : [...ofTheServer, ...ofItsParts];

for (const name of named.length > 0 ? named : all) {
  const program = fileURLToPath(new URL(`${name}.bench.mjs`, import.meta.url));
  const isScript = existsSync(program);
  // Node 20 runs no TypeScript; Vite, which the tests bring along, does.
  const source = JSON.stringify(fileURLToPath(new URL(`${name}.bench.ts`, import.meta.url)));
  const code = `import('vite').then(({ runnerImport }) => runnerImport(${source}))`;
  const child = spawn(process.execPath, isScript ? [program, ...flags] : ['-e', code], { stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) process.exitCode = 1;
  console.log();
}
