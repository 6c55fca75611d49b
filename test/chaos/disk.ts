import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sizeMebibytes = 3_072;
/** A filler is written in pieces, so that it never takes memory of its own. */
const pieceBytes = 64 * 1024 * 1024;

/** A file system of a size of its own, in memory, where the server's data lives. */
export interface Disk {
  /** Whether it can be filled and made read-only, for which it has to be mounted. */
  readonly isMounted: boolean;
  /** Leaves at most `leftBytes`. */
  fill(leftBytes: number): void;
  free(): void;
  /** False where something still writes to it. */
  setReadOnly(isReadOnly: boolean): boolean;
  unmount(): void;
}

export function openDisk(path: string): Disk {
  mkdirSync(path, { recursive: true });
  const isMounted = succeeds('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${sizeMebibytes}m`,
    'stepwell-chaos',
    path,
  ]);
  const fillers: string[] = [];
  const free = () => {
    for (const filler of fillers.splice(0)) rmSync(filler, { force: true });
  };
  return {
    isMounted,
    fill(leftBytes) {
      for (;;) {
        const { bavail, bsize } = statfsSync(path);
        const bytes = Math.min(bavail * bsize - leftBytes, pieceBytes);
        if (bytes < bsize) return;
        const filler = join(path, `filler-${fillers.length}`);
        fillers.push(filler);
        try {
          writeFileSync(filler, Buffer.alloc(bytes));
        } catch {
          // The server took what was left: full it is.
          return;
        }
      }
    },
    free,
    setReadOnly: (isReadOnly) => succeeds('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path]),
    unmount() {
      free();
      if (isMounted) succeeds('umount', ['-l', path]);
    },
  };
}

function succeeds(command: string, words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
