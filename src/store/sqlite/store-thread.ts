import { Worker } from 'node:worker_threads';
import { Lane } from './lane.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './wire.ts';
import { workerFile } from './worker-file.ts';

/** A worker thread of the store and the lanes that lead to it. */
export class StoreThread {
  readonly writes: Lane;
  readonly reads: Lane;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #log: (line: string) => void;
  /** Why the last writes failed, as long as they do. */
  #outage: string | undefined;

  /** Rejects with an Error that tells the operator why the database cannot be opened. */
  static open(settings: WorkerSettings, log: (line: string) => void): Promise<StoreThread> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerFile(), { workerData: settings });
      worker.once('error', reject);
      worker.once('message', (message: FromWorker) => {
        worker.off('error', reject);
        if (message.type === 'opened') resolve(new StoreThread(worker, log));
        else reject(new Error(message.type === 'refused' ? message.reason : `unexpected ${message.type}`));
      });
    });
  }

  private constructor(worker: Worker, log: (line: string) => void) {
    this.#worker = worker;
    this.#log = log;
    const post = (message: ToWorker) => worker.postMessage(message);
    this.writes = new Lane('writes', post);
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
    if (unavailable !== this.#outage) this.#log(unavailable ?? 'The store can write again.');
    this.#outage = unavailable;
    this.writes.receive(message);
  }

  #abandon(reason: string): void {
    this.writes.abandon(reason);
    this.reads.abandon(reason);
  }
}
