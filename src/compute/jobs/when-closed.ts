import type { ChildProcess } from 'node:child_process';

/** How long output is waited for once a process has ended. */
const outputMillisecondsMax = 1_000;

/**
 * Proceeds once all that `child`, which has ended, wrote is read. A process that it started may hold the pipes for as long as
 * it likes: then they are given up.
 */
export function whenClosed(child: ChildProcess, proceed: () => void): void {
  const giveUp = setTimeout(() => {
    for (const stream of child.stdio) stream?.destroy();
  }, outputMillisecondsMax);
  child.once('close', () => {
    clearTimeout(giveUp);
    proceed();
  });
}
