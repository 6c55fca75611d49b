// Processes that do not outlive the benchmark, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** With the signal that ends each at once. */
const living = new Map();
process.once('exit', () => {
  for (const [child, signal] of living) kill(child, signal);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
// Whoever started the benchmark, where that was run.mjs, is gone.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

/**
 * Starts a process in a group of its own, so that what it starts ends with it; `stop` and `kill` settle when it has.
 * `killSignal`: what ends it at once without a trace.
 */
export function startProcess(command, words, { killSignal = 'SIGKILL', ...options } = {}) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'], ...options, detached: true });
  living.set(child, killSignal);
  const exited = once(child, 'exit').finally(() => living.delete(child));
  // One that could not be started has nothing to end, and whoever waits for it is told.
  exited.catch(() => {});
  const end = async (signal) => {
    kill(child, signal);
    await exited;
    // Those that it started, where it went without them.
    kill(child, 'SIGKILL');
  };
  return { child, exited, stop: (signal = 'SIGTERM') => end(signal), kill: () => end('SIGKILL') };
}

/** The first group of `pattern` in what a process prints, or says on standard error. */
export function findInOutput({ child, exited }, pattern, stream = child.stdout) {
  return new Promise((resolve, reject) => {
    let output = '';
    stream.on('data', (chunk) => {
      if (output === undefined) return;
      output += chunk;
      const found = pattern.exec(output);
      if (found === null) return;
      output = undefined;
      resolve(found[1]);
    });
    exited.then(([code]) => reject(new Error(`${child.spawnfile} ended with ${code}`)), reject);
  });
}

function kill({ pid }, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
