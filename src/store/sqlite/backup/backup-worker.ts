import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../base/assert.ts';
import { BackupRefused, type BackupRequest, backUp } from './back-up.ts';
import type { BackupAnswer } from './back-up-in-thread.ts';

/** A thread that makes one backup, says what came of it, and ends. */

assert(parentPort, 'a worker thread');
const port = parentPort;

backUp(workerData as BackupRequest).then(
  (backup) => answer({ type: 'backup', backup }),
  (error: unknown) => {
    if (error instanceof BackupRefused) answer({ type: 'refused', reason: error.message });
    else
      answer({
        type: 'failed',
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  },
);

function answer(message: BackupAnswer): void {
  port.postMessage(message);
}
