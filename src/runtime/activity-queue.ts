import type { WaitingTask } from '../store/store.ts';

/** A GetActivityTask that waits for a task. */
export interface Poller {
  readonly workerName: string | undefined;
  /** It waits for no further task: its time is up, or nobody is there to answer. */
  isOver(): boolean;
  /** Answers it with a task, or without; only the first answer counts. */
  answer(given: GivenTask | undefined): void;
  refuse(error: unknown): void;
}

/** A task that the poller's worker has, and what the worker gets. */
export interface GivenTask {
  readonly task: WaitingTask;
  readonly answer: ActivityTask;
}

/** What a worker gets. */
export interface ActivityTask {
  readonly taskToken: string;
  /** JSON. */
  readonly input: string;
}

export interface ActivityQueueParts {
  /** The tasks that wait for a worker, from behind `position` on. */
  readonly read: (position: number, limit: number) => Promise<readonly WaitingTask[]>;
  /** Makes it durable that the worker has the task; undefined where the task has ended, or another has it. */
  readonly take: (task: WaitingTask, workerName: string | undefined) => Promise<ActivityTask | undefined>;
  /** Nothing is under way: whoever has the queue may forget it, since the store knows the tasks. */
  readonly onIdle: () => void;
}

/** Tasks read at a time, and so about as many as a queue holds in memory. */
const tasksPerRead = 128;

/**
 * The tasks of one activity that wait for a worker, and the workers that wait for a task.
 *
 * Tasks are rows, read in their order when a worker asks for them, a page at a time. What is queued later is behind what
 * was read, so the position of the last task read is the queue's place in the store.
 */
export class ActivityQueue {
  readonly #parts: ActivityQueueParts;
  readonly #pollers = new Set<Poller>();
  readonly #tasks: WaitingTask[] = [];
  #position = -1;
  /** False only while the store has nothing behind `#position`. */
  #mayHaveMore = true;
  #isReading = false;
  #takeCount = 0;
  #isEnded = false;

  constructor(parts: ActivityQueueParts) {
    this.#parts = parts;
  }

  /** How many workers wait, those included that are being given a task. */
  get pollerCount(): number {
    return this.#pollers.size + this.#takeCount;
  }

  add(poller: Poller): void {
    if (this.#isEnded || poller.isOver()) {
      poller.answer(undefined);
      return;
    }
    this.#pollers.add(poller);
    this.#match();
  }

  /** Whether the poller still waited; it does not any more. */
  delete(poller: Poller): boolean {
    const isWaiting = this.#pollers.delete(poller);
    if (isWaiting) this.#match();
    return isWaiting;
  }

  /** Another task was queued. */
  noticeTask(): void {
    this.#mayHaveMore = true;
    this.#match();
  }

  /** A task that was given out comes back, as the next to be given. */
  putBack(task: WaitingTask): void {
    this.#tasks.unshift(task);
    this.#match();
  }

  /** Answers every poller with nothing, now and from now on. */
  end(): void {
    this.#isEnded = true;
    const pollers = [...this.#pollers];
    this.#pollers.clear();
    for (const poller of pollers) poller.answer(undefined);
    this.#match();
  }

  #match(): void {
    while (this.#tasks.length > 0) {
      const [poller] = this.#pollers;
      if (poller === undefined) break;
      this.#pollers.delete(poller);
      void this.#give(this.#tasks.shift() as WaitingTask, poller);
    }
    if (this.#pollers.size > 0 && this.#mayHaveMore && !this.#isReading) void this.#read();
    if (this.pollerCount === 0 && !this.#isReading) this.#parts.onIdle();
  }

  async #give(task: WaitingTask, poller: Poller): Promise<void> {
    this.#takeCount += 1;
    try {
      const answer = await this.#parts.take(task, poller.workerName);
      this.#takeCount -= 1;
      if (answer === undefined) this.add(poller);
      else poller.answer({ task, answer });
      this.#match();
    } catch (error) {
      this.#takeCount -= 1;
      poller.refuse(error);
      this.putBack(task);
    }
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    this.#mayHaveMore = false;
    try {
      const tasks = await this.#parts.read(this.#position, tasksPerRead);
      this.#tasks.push(...tasks);
      this.#position = tasks.at(-1)?.position ?? this.#position;
      if (tasks.length === tasksPerRead) this.#mayHaveMore = true;
    } catch (error) {
      this.#mayHaveMore = true;
      const pollers = [...this.#pollers];
      this.#pollers.clear();
      for (const poller of pollers) poller.refuse(error);
    }
    this.#isReading = false;
    this.#match();
  }
}
