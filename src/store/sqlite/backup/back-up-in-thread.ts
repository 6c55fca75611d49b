import { Worker } from 'node:worker_threads';
import { type Backup, BackupRefused, type BackupRequest } from './back-up.ts';

/** What the thread of a backup says, once. */
export type BackupAnswer =
  | { readonly type: 'backup'; readonly backup: Backup }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string };

/** `backUp` in a thread of its own, for a process that has other things to do. Rejects with BackupRefused. */
export function backUpInThread(request: BackupRequest): Promise<Backup> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: request });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the backup's thread ended with ${code}`)));
    worker.once('message', (answer: BackupAnswer) => {
      if (answer.type === 'backup') resolve(answer.backup);
      else reject(answer.type === 'refused' ? new BackupRefused(answer.reason) : new Error(answer.reason));
    });
  });
}

/** Node 20 runs no TypeScript in workers, so what itself runs from source takes what `npm run build` left in dist. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  const file = isSource ? '../../../../dist/store/sqlite/backup/backup-worker.js' : './backup-worker.js';
  return new URL(file, import.meta.url);
}
