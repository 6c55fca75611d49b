import { type Arn, type Place, parseArn } from '../../../base/arn.ts';
import type { BatchJobBody } from '../../../store/resources/batch.ts';
import type { Store } from '../../../store/store.ts';
import { computeEnvironmentKey } from './compute-environments.ts';
import { jobQueueKey } from './job-queues.ts';
import { type Environment, placeNext, type WaitingQueue } from './placement.ts';

/** The queues in which jobs wait, and the compute environments they name, as they are stored. */
export interface PlacementSettings {
  readonly queues: readonly Omit<WaitingQueue, 'headVcpus'>[];
  readonly environments: ReadonlyMap<Arn, Omit<Environment, 'vcpusUsed'>>;
}

export interface PlacedJob {
  readonly job: BatchJobBody;
  readonly environmentArn: Arn;
}

/** The jobs that can run, by their queue and in its order, and how much of the compute environments is taken. */
export class RunnableJobs {
  readonly #find: (jobId: string) => BatchJobBody | undefined;
  readonly #queues = new Map<Arn, Set<string>>();
  readonly #vcpusUsed = new Map<Arn, number>();

  /** A job that `find` no longer finds RUNNABLE gives up its place in the queue. */
  constructor(find: (jobId: string) => BatchJobBody | undefined) {
    this.#find = find;
  }

  add({ queueArn, jobId }: BatchJobBody): void {
    const queue = this.#queues.get(queueArn) ?? new Set();
    this.#queues.set(queueArn, queue.add(jobId));
  }

  async readSettings({ resources }: Pick<Store, 'resources'>): Promise<PlacementSettings> {
    const queues: Omit<WaitingQueue, 'headVcpus'>[] = [];
    const environments = new Map<Arn, Omit<Environment, 'vcpusUsed'>>();
    for (const [queueArn, jobs] of this.#queues) {
      if (jobs.size === 0) {
        this.#queues.delete(queueArn);
        continue;
      }
      const { place, name } = placeOf(queueArn);
      const queue = await resources.get(jobQueueKey(place, name));
      if (queue === undefined) continue;
      const { priority, computeEnvironments } = queue.body;
      queues.push({ queueArn, priority, environments: computeEnvironments });
      for (const arn of computeEnvironments) {
        if (environments.has(arn)) continue;
        const found = await resources.get(computeEnvironmentKey(place, placeOf(arn).name));
        if (found === undefined) continue;
        environments.set(arn, { isEnabled: found.body.state === 'ENABLED', vcpusMax: found.body.vcpusMax });
      }
    }
    return { queues, environments };
  }

  /** The next job for which there is room, which leaves its queue and takes that room; undefined where there is none. */
  takeNext(settings: PlacementSettings): PlacedJob | undefined {
    const waiting = settings.queues.flatMap((queue) => {
      const head = this.#headOf(queue.queueArn);
      return head === undefined ? [] : [{ ...queue, headVcpus: head.vcpus }];
    });
    const environments = new Map(
      [...settings.environments].map(([arn, environment]) => [
        arn,
        { ...environment, vcpusUsed: this.#vcpusUsed.get(arn) ?? 0 },
      ]),
    );
    const placed = placeNext(waiting, environments);
    const job = placed === undefined ? undefined : this.#headOf(placed.queueArn);
    if (placed === undefined || job === undefined) return undefined;
    const { queueArn, environmentArn } = placed;
    this.#queues.get(queueArn)?.delete(job.jobId);
    this.#use(environmentArn, job.vcpus);
    return { job, environmentArn };
  }

  /** Gives back the room that `takeNext` took. */
  release({ job, environmentArn }: PlacedJob): void {
    this.#use(environmentArn, -job.vcpus);
  }

  #headOf(queueArn: Arn): BatchJobBody | undefined {
    for (const jobId of this.#queues.get(queueArn) ?? []) {
      const job = this.#find(jobId);
      if (job?.status === 'RUNNABLE') return job;
      this.#queues.get(queueArn)?.delete(jobId);
    }
    return undefined;
  }

  #use(environmentArn: Arn, vcpus: number): void {
    this.#vcpusUsed.set(environmentArn, (this.#vcpusUsed.get(environmentArn) ?? 0) + vcpus);
  }
}

function placeOf(arn: Arn): { readonly place: Place; readonly name: string } {
  const { partition = 'aws', account = '', region = '', resource = '' } = parseArn(arn) ?? {};
  return { place: { partition, account, region }, name: resource.slice(resource.indexOf('/') + 1) };
}
