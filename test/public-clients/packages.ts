import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const runFile = promisify(execFile);

/** A folder whose node_modules has the packages of a client, or why there is none. */
export type Packages = { readonly folder: string } | { readonly reason: string };

/** 1: the packages must be there. 0: none is installed. Else they are where the registry gives them soon enough. */
const wish = process.env.STEPWELL_PUBLIC_CLIENTS;

const installSecondsMax = wish === '1' ? 600 : 50;

/** One second chance, and soon: without a network, that there is none is to be found out quickly. */
const installOptions = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
];

/**
 * Installs what the package.json of `client`, a folder beside this file, names. Later runs find it.
 *
 * The packages are some 300 MB that nobody but these tests needs, so they are no dependencies of the project.
 */
export async function installPackages(client: string): Promise<Packages> {
  const manifest = join(import.meta.dirname, client, 'package.json');
  const digest = createHash('sha256')
    .update(await readFile(manifest))
    .digest('hex');
  const cache = join(tmpdir(), `stepwell-public-clients-${userInfo().uid}`);
  const folder = join(cache, `${client}-${digest.slice(0, 16)}`);
  if (wish === '0') return { reason: 'STEPWELL_PUBLIC_CLIENTS is 0' };
  if (existsSync(folder)) return { folder };
  await mkdir(cache, { recursive: true, mode: 0o700 });
  // It gets its name once it is whole, so that an interrupted installation is not taken for one.
  const unfinished = await mkdtemp(join(cache, 'unfinished-'));
  try {
    await copyFile(manifest, join(unfinished, 'package.json'));
    await runFile('npm', ['install', ...installOptions], {
      cwd: unfinished,
      timeout: installSecondsMax * 1000,
    });
    await rename(unfinished, folder);
    return { folder };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (wish === '1') throw error;
    return { reason: `no installation from the npm registry within ${installSecondsMax} s` };
  }
}
