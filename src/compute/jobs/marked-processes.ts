import { readdir, readFile } from 'node:fs/promises';

/** The environment variable that says whose job a process belongs to: `FOLDER/JOB`. It is inherited. */
export const jobVariable = 'STEPWELL_JOB';

/**
 * Kills every process of this machine that carries the mark of `folderId` and of none of the jobs that `isRunning`
 * knows, and tells how many there were. A process that changed its group or lost its parent is found like any other.
 *
 * Only Linux tells the environment of a process; elsewhere nothing is found.
 */
export async function killMarked(folderId: string, isRunning: (jobId: string) => boolean): Promise<number> {
  let count = 0;
  for (const pid of await processIds()) {
    const jobId = await markOf(pid, folderId);
    if (jobId === undefined || isRunning(jobId)) continue;
    try {
      process.kill(pid, 'SIGKILL');
      count += 1;
    } catch {
      // It has ended meanwhile.
    }
  }
  return count;
}

async function processIds(): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const names = await readdir('/proc');
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
}

/** The job that process `pid` belongs to, where it is one of `folderId`. */
async function markOf(pid: number, folderId: string): Promise<string | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    const start = `${jobVariable}=${folderId}/`;
    const mark = environment.split('\0').find((variable) => variable.startsWith(start));
    return mark?.slice(start.length);
  } catch {
    // It has ended, or is another user's.
    return undefined;
  }
}
