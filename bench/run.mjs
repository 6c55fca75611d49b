/**
 * The benchmarks, one after the other, and their figures as one table at the end: `npm run bench`. What each measures is
 * said in its own file.
 *
 * `-- NAME …` runs those named; `-- --quick` runs those of the server once each, in under a minute; `-- --peers` installs
 * the peers in a scratch folder and measures them beside; `-- --json FILE` writes all there, for write-page.mjs;
 * `-- --profile` tells what the server's main thread spends its time in. BENCH_DIRECTORY: where the data goes, a real disk
 * (default: the system's temporary directory). BENCH_PEERS: a folder in which the peers are installed already.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers } from './peers/install.mjs';
import { startProcess } from './server/processes.mjs';
import { describeMachine } from './table/machine.mjs';
import { tableOf } from './table/table.mjs';

const ofTheServer = ['start', 'executions', 'transitions', 'steps', 'express', 'parked'];
const inFullOnly = ['sizes'];
const ofItsParts = ['engine', 'languages', 'expressions', 'store', 'iam', 'sigv4'];

const { values: flags, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const all = [...ofTheServer, ...inFullOnly, ...ofItsParts];
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(2);
}
const chosen = named.length > 0 ? named : flags.quick ? ofTheServer : all;

const peersFolder = flags.peers ? installPeers() : undefined;
const measured = { ...describeMachine({ peersFolder, isQuick: flags.quick }), rows: [], skipped: [] };
for (const name of chosen) {
  const startedAt = performance.now();
  process.stderr.write(`${name} …`);
  const exitCode = await run(name);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stderr.write(` ${seconds.toFixed(0)} s${exitCode === 0 ? '' : ', failed'}\n`);
  if (exitCode === 0) continue;
  measured.skipped.push({ what: `the rest of ${name}`, reason: `it ended with ${exitCode}` });
  process.exitCode = 1;
}
printAll(measured);
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(measured, undefined, 2)}\n`);

async function run(name) {
  const program = fileURLToPath(new URL(`${name}.bench.mjs`, import.meta.url));
  const words = [
    ...(flags.quick ? ['--quick'] : []),
    ...(flags.profile ? ['--profile'] : []),
    ...(peersFolder === undefined ? [] : ['--peers', peersFolder]),
  ];
  // Node 20 runs no TypeScript; Vite, which the tests bring along, does.
  const source = JSON.stringify(fileURLToPath(new URL(`${name}.bench.ts`, import.meta.url)));
  const code = `import('vite').then(({ runnerImport }) => runnerImport(${source}))`;
  const { child, exited } = startProcess(
    process.execPath,
    existsSync(program) ? [program, ...words] : ['-e', code],
    // It ends what it started before it ends itself.
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      killSignal: 'SIGTERM',
    },
  );
  child.on('message', ({ row, skipped, version }) => {
    if (row !== undefined) measured.rows.push({ benchmark: name, ...row });
    if (skipped !== undefined) measured.skipped.push(skipped);
    if (version !== undefined) measured.versions[version.name] = version.version;
  });
  const [exitCode] = await exited;
  return exitCode;
}

function printAll({ machine, loadBefore, versions, settings, rows, skipped }) {
  console.log(`\n${machine}; load average before: ${loadBefore.toFixed(2)}`);
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  for (const setting of settings) console.log(setting);
  console.log(`\n${tableOf(rows)}`);
  for (const { what, reason } of skipped) console.log(`not measured: ${what}: ${reason}`);
}
