// Runs the conformance cases of FOLDER (what AWS itself answered, and the runner that compares) against a server of
// its own, and fails where fewer pass than conformance-floor.json says. The floor is only ever raised.
// Usage: node scripts/conformance.mjs FOLDER

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [folder = ''] = process.argv.slice(2);
const runner = join(folder, 'run_cases.py');
const floor = JSON.parse(readFileSync(new URL('./conformance-floor.json', import.meta.url), 'utf8'));

const missing = findMissing();
if (missing !== undefined) {
  console.log(`conformance: skipped, ${missing}`);
  process.exit(0);
}

const scratch = mkdtempSync(join(tmpdir(), 'stepwell-conformance-'));
const server = spawn(
  'bin/stepwell',
  ['dev', '--port', '0', '--data', join(scratch, 'data'), '--log-level', 'error'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const endpoint = await findEndpoint(server);
  const results = join(scratch, 'results.json');
  const kinds = Object.keys(floor).join(',');
  const options = [
    '--endpoint',
    endpoint,
    '--lambda-endpoint',
    endpoint,
    '--services-endpoint',
    endpoint,
    '--kinds',
    kinds,
    '--json',
    results,
    '--quiet',
  ];
  const run = spawnSync('python3', [runner, ...options], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!existsSync(results)) throw new Error(`the runner did not finish: ${run.stderr}`);
  console.log(run.stdout.slice(run.stdout.indexOf('\nsuite ')));
  process.exitCode = compare(JSON.parse(readFileSync(results, 'utf8')).summary.kinds) ? 0 : 1;
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(scratch, { recursive: true, force: true });
}

function findMissing() {
  if (!existsSync(runner)) return `there is no ${runner}`;
  if (spawnSync('python3', ['-c', 'import boto3']).status !== 0) return 'there is no Python with boto3';
  return undefined;
}

/** The address that the server's first lines name. */
function findEndpoint(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /listens on (http:\S+)/.exec(text);
      if (found !== null) resolve(found[1]);
    });
    server.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}

function compare(kinds) {
  let isAbove = true;
  for (const [kind, least] of Object.entries(floor)) {
    const { pass = 0, fail = 0 } = kinds[kind] ?? {};
    const verdict = pass >= least ? 'ok' : 'TOO FEW';
    console.log(
      `conformance, kind ${kind}: ${pass} passed, ${fail} failed; at least ${least} must pass: ${verdict}`,
    );
    if (pass < least) isAbove = false;
  }
  return isAbove;
}
