import { Worker } from 'node:worker_threads';
import type { WriteLoad } from '../write-load.ts';
import { type BatchObserver, Lane } from './lane.ts';
import type { FromWorker, Migrating, ToWorker, WorkerSettings } from './wire.ts';
import { workerFile } from './worker-file.ts';

/** Who is told of what a thread does; none may throw. */
export interface ThreadObservers {
  /** Told when writing begins to fail, and when it works again. */
  readonly log: (line: string) => void;
  /** Told, each time that writes fail, why, and undefined once they do not. */
  readonly onOutage?: ((reason: string | undefined) => void) | undefined;
  readonly onWritten?: BatchObserver | undefined;
  readonly writeLoad?: WriteLoad | undefined;
}

/** A worker thread of the store and the lanes that lead to it. */
export class StoreThread {
  readonly writes: Lane;
  readonly reads: Lane;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #observers: ThreadObservers;
  /** Why the last writes failed, as long as they do. */
  #outage: string | undefined;

  /** Rejects with an Error that tells the operator why the database cannot be opened. */
  static open(settings: WorkerSettings, observers: ThreadObservers): Promise<StoreThread> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerFile(), { workerData: settings });
      worker.once('error', reject);
      const onMessage = (message: FromWorker) => {
        if (message.type === 'migrating') {
          observers.log(migrationText(message, settings));
          return;
        }
        worker.off('message', onMessage);
        worker.off('error', reject);
        if (message.type === 'opened') resolve(new StoreThread(worker, observers));
        else reject(new Error(message.type === 'refused' ? message.reason : `unexpected ${message.type}`));
      };
      worker.on('message', onMessage);
    });
  }

  private constructor(worker: Worker, observers: ThreadObservers) {
    this.#worker = worker;
    this.#observers = observers;
    const post = (message: ToWorker) => worker.postMessage(message);
    this.writes = new Lane('writes', post, {
      onAnswered: observers.onWritten,
      load: observers.writeLoad,
    });
    this.reads = new Lane('reads', post);
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#abandon(`The store's thread failed: ${error}. Restart Stepwell.`));
    this.#exited = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#abandon('The store is closed.');
        resolve();
      });
    });
  }

  /** Finishes what was asked for, then lets go of the files. */
  async close(): Promise<void> {
    await Promise.all([this.writes.drain('The store is closed.'), this.reads.drain('The store is closed.')]);
    this.#worker.postMessage({ type: 'close' } satisfies ToWorker);
    await this.#exited;
  }

  #receive(message: FromWorker): void {
    if (message.type !== 'answers') return;
    const { lane, unavailable } = message;
    if (lane === 'reads') {
      this.reads.receive(message);
      return;
    }
    if (unavailable !== this.#outage) {
      this.#outage = unavailable;
      this.#observers.log(unavailable ?? 'The store can write again.');
      if (unavailable === undefined) this.#observers.onOutage?.(undefined);
    }
    if (unavailable !== undefined) this.#observers.onOutage?.(unavailable);
    this.writes.receive(message);
  }

  #abandon(reason: string): void {
    this.#observers.onOutage?.(reason);
    this.writes.abandon(reason);
    this.reads.abandon(reason);
  }
}

function migrationText({ from, to }: Migrating, { directory }: WorkerSettings): string {
  return `The database in ${directory} goes from schema ${from} to ${to}, after which no older Stepwell opens it. The way back is a backup made before.`;
}
