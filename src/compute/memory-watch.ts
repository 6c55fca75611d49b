import { readFile } from 'node:fs/promises';
import type { CancelScheduled, Clock } from '../base/clock.ts';

const checkIntervalMilliseconds = 250;
/** What an interpreter takes before it runs anything, which Lambda's smallest setting leaves room for and ours adds. */
const interpreterMegabytes = 64;
const pageBytes = 4096;

/**
 * Calls `onExceeded` once when the process holds more memory than its setting and an interpreter's share. What
 * V8 keeps outside its heap has no other limit.
 *
 * It looks a few times a second, and only where the operating system tells (Linux).
 */
export function watchMemory(
  { pid, memoryMegabytes, clock }: { pid: number; memoryMegabytes: number; clock: Clock },
  onExceeded: () => void,
): CancelScheduled {
  if (process.platform !== 'linux') return () => {};
  const bytesMax = (memoryMegabytes + interpreterMegabytes) * 1024 * 1024;
  let isOver = false;
  let cancel = clock.schedule(clock.now() + checkIntervalMilliseconds, check);

  async function check(): Promise<void> {
    const resident = await residentBytes(pid);
    if (isOver) return;
    if (resident > bytesMax) onExceeded();
    else cancel = clock.schedule(clock.now() + checkIntervalMilliseconds, check);
  }

  return () => {
    isOver = true;
    cancel();
  };
}

/** 0 once the process has ended. */
async function residentBytes(pid: number): Promise<number> {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ');
    return Number(pages) * pageBytes;
  } catch {
    return 0;
  }
}
