// How a benchmark was asked to run: its words, and BENCH_DIRECTORY, a folder on the disk to measure (by default the
// system's temporary one). `--peers FOLDER` names a folder in which the peers are installed; run.mjs makes it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const isQuick = process.argv.includes('--quick');
export const isProfiled = process.argv.includes('--profile');

/** Of each figure; it is their median that is told. */
export const runCount = isQuick ? 1 : 3;

const peersAt = process.argv.indexOf('--peers');
/** Undefined where no peers run. */
export const peersFolder = peersAt < 0 ? undefined : process.argv[peersAt + 1];

/** A folder that goes when this process does. Others may pass through it, because PostgreSQL is run as somebody else. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(process.env.BENCH_DIRECTORY ?? tmpdir(), `stepwell-bench-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
