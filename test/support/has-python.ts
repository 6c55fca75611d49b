import { execFileSync } from 'node:child_process';

/** Whether the PATH has a python3, which Python functions and the scripts of Glue's jobs take. */
export const hasPython = findPython();

function findPython(): boolean {
  try {
    execFileSync('python3', ['-c', ''], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
