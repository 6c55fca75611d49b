import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a child process gets at a descriptor: a pipe, nothing, or one of this process's own. */
export type ChildDescriptor = 'pipe' | 'ignore' | number;

/**
 * Has `start` start a child with `descriptors`, and behind them an empty file in the place of each one that it would inherit.
 *
 * Node opens what it opens for itself alone, but LevelDB does not: a child would have the tables of every account open. Linux
 * only, where the kernel tells which they are.
 */
export function spawnApart(
  descriptors: readonly ChildDescriptor[],
  start: (stdio: ChildDescriptor[]) => ChildProcess,
): ChildProcess {
  const stdio = [...descriptors];
  const inherited = process.platform === 'linux' ? findInherited(stdio.length) : [];
  if (inherited.length === 0) return start(stdio);
  const empty = openSync('/dev/null', 'r');
  try {
    for (const descriptor of inherited) {
      while (stdio.length < descriptor) stdio.push('ignore');
      stdio[descriptor] = empty;
    }
    return start(stdio);
  } finally {
    closeSync(empty);
  }
}

/** Set on descriptors that end with the program. */
const closeOnExec = 0o2000000;

/** In ascending order. */
function findInherited(from: number): readonly number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor >= from && isFile(descriptor) && !endsWithProgram(descriptor))
    .sort((left, right) => left - right);
}

/** Sockets, pipes and the like are Node's own: `socket:[4711]`. */
function isFile(descriptor: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('/');
  } catch {
    // It was the one that the folder was read with.
    return false;
  }
}

function endsWithProgram(descriptor: number): boolean {
  try {
    const [, flags = '0'] =
      /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & closeOnExec) !== 0;
  } catch {
    return true;
  }
}
