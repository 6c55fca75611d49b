import type { Arn, Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { RunningJob } from '../../../compute/jobs/job-runner.ts';
import type { BatchAttempt, BatchJobBody } from '../../../store/resources/batch.ts';
import { ClientException } from '../jobs/client-exception.ts';
import type { JobParts } from '../jobs/job-parts.ts';
import { RecordTable } from '../jobs/record-table.ts';
import { ArrayCounts, arrayChildren } from './array-jobs.ts';
import { requiredJobs } from './dependencies.ts';
import { isRetried } from './evaluate-exit.ts';
import {
  type AttemptPlan,
  attemptEnvironment,
  commandOf,
  concludeAttempt,
  lostAttempt,
  planAttempt,
  roleRefused,
  timedOut,
} from './job-attempt.ts';
import { jobContainer } from './job-container.ts';
import { jobArnOf, jobJson } from './job-json.ts';
import { nameIn } from './names.ts';
import { type PlacedJob, RunnableJobs } from './runnable-jobs.ts';

/** Jobs that wait or run, over all queues; a bound of ours. */
const openJobsMax = 50_000;

/** Processes of jobs at once, whatever the compute environments have room for; a bound of ours. */
const processesMax = 256;

/** How long jobs that are over can be described. Source: User Guide, "Job states". */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/** Between SIGTERM and SIGKILL. Source: API Reference, "TerminateJob". */
const graceSeconds = 30;

/**
 * The jobs of Batch, from SubmitJob to their end: they wait for the jobs they depend on, then in their queue's order for
 * room in a compute environment, run as processes or containers, and are tried again as their retry strategy says.
 *
 * A status is on disk before anything follows from it.
 */
export class BatchJobs {
  readonly #parts: JobParts;
  readonly #table: RecordTable<'BatchJob'>;
  readonly #counts = new ArrayCounts();
  readonly #running = new Map<string, RunningJob>();
  readonly #runnable = new RunnableJobs((jobId) => this.#table.get(jobId));
  /** The jobs that wait for a job, by its id. */
  readonly #dependents = new Map<string, Set<string>>();
  #placedCount = 0;
  #isPlacing = false;
  #isPlacingDue = false;
  /** What an earlier server left. */
  #left: readonly BatchJobBody[] = [];
  #hasBegun = false;
  #isClosing = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#table = new RecordTable(parts, {
      kind: 'BatchJob',
      endedAt: ({ status, stoppedAt, createdAt }) => (isOver(status) ? (stoppedAt ?? createdAt) : undefined),
      keptMilliseconds,
      // An array's end is told by all of its jobs.
      isNeeded: ({ child }) => {
        const parent = child === undefined ? undefined : this.#table.get(child.parentId);
        return parent !== undefined && !isOver(parent.status);
      },
    });
  }

  /** Reads what there is. Call before any request. */
  async load(): Promise<void> {
    await this.#table.load();
    this.#left = [...this.#table.all()].filter(({ status }) => !isOver(status));
    for (const { child, status } of this.#table.all()) {
      if (child !== undefined) this.#counts.move(child.parentId, undefined, status);
    }
  }

  /** Takes up what an earlier server left: jobs that ran are over, or are tried again; those that waited still do. */
  begin(): void {
    this.#hasBegun = true;
    for (const { jobId } of this.#left) {
      const job = this.#table.get(jobId);
      if (job?.status === 'STARTING' || job?.status === 'RUNNING') {
        void this.#endAttempt(job, lostAttempt(job, this.#parts.clock.now()));
      } else if (job?.status === 'RUNNABLE') this.#runnable.add(job);
    }
    for (const { jobId } of this.#left) this.#consider(jobId);
    this.#left = [];
    this.#place();
  }

  /** Begins nothing more. What runs is left to the runner, and to the next start to tell of. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  close(): void {
    this.#isClosing = true;
    this.#table.close();
  }

  find(jobId: string): BatchJobBody | undefined {
    return this.#table.find(jobId);
  }

  /** The job at `place` that `text`, an id or an ARN, names. */
  findAt(place: Place, text: string): BatchJobBody | undefined {
    const job = this.find(nameIn(text, 'job', place) ?? '');
    return job?.place.account === place.account && job.place.region === place.region ? job : undefined;
  }

  all(): IterableIterator<BatchJobBody> {
    return this.#table.all();
  }

  describe(job: BatchJobBody): JsonObject {
    return jobJson(job, job.arraySize === undefined ? undefined : this.#counts.summary(job.jobId));
  }

  /** Settles once the job, with all the jobs of an array, is on disk. */
  async submit(job: BatchJobBody): Promise<void> {
    const jobs = [job, ...arrayChildren(job)];
    if (this.#table.openCount + jobs.length > openJobsMax) {
      throw new ClientException(`This server holds at most ${openJobsMax} jobs that are not over.`);
    }
    await this.#table.insert(jobs.map((each) => [each.jobId, each]));
    for (const each of jobs) {
      if (each.child !== undefined) this.#counts.move(each.child.parentId, undefined, each.status);
      this.#announce(each);
    }
    for (const { jobId } of jobs) this.#consider(jobId);
    this.#place();
  }

  /** Throws ClientException for a job there is not. */
  async cancel(place: Place, { jobId, reason }: EndRequest): Promise<void> {
    await Promise.all(
      this.#jobsMeant(place, jobId)
        .filter(({ status }) => isWaiting(status))
        .map((job) => this.#finish(job, { status: 'FAILED', statusReason: reason })),
    );
  }

  /** Throws ClientException for a job there is not. */
  async terminate(place: Place, { jobId, reason }: EndRequest): Promise<void> {
    await Promise.all(this.#jobsMeant(place, jobId).map((job) => this.#terminate(job, reason)));
  }

  /** Terminates every job of a queue. */
  async terminateQueue(queueArn: Arn, reason: string): Promise<void> {
    const jobs = [...this.#table.all()].filter(
      (job) => job.queueArn === queueArn && job.arraySize === undefined && !isOver(job.status),
    );
    await Promise.all(jobs.map(({ jobId }) => this.#terminate(this.#get(jobId), reason)));
  }

  /** A queue or a compute environment is not what it was. */
  settingsChanged(): void {
    this.#place();
  }

  /** The jobs that run where `text` names a job: itself, or the jobs of an array. */
  #jobsMeant(place: Place, text: string): readonly BatchJobBody[] {
    const job = this.findAt(place, text);
    if (job === undefined) throw new ClientException(`Job ${text} does not exist`);
    if (job.arraySize === undefined) return [this.#get(job.jobId)];
    return Array.from({ length: job.arraySize }, (_, index) =>
      this.#table.get(`${job.jobId}:${index}`),
    ).filter((child) => child !== undefined);
  }

  #get(jobId: string): BatchJobBody {
    const job = this.#table.get(jobId);
    if (job === undefined) throw new ClientException(`Job ${jobId} does not exist`);
    return job;
  }

  async #terminate(job: BatchJobBody, reason: string): Promise<void> {
    if (isOver(job.status)) return;
    if (isWaiting(job.status)) {
      await this.#finish(job, { status: 'FAILED', statusReason: reason, terminationReason: reason });
      return;
    }
    if (job.terminationReason !== undefined) return;
    await this.#change(job, { terminationReason: reason });
    this.#running.get(job.jobId)?.stop(graceSeconds);
  }

  /** Moves a job on that waits for others, as far as they let it. */
  #consider(jobId: string): void {
    const job = this.#table.get(jobId);
    if (job === undefined || (job.status !== 'SUBMITTED' && job.status !== 'PENDING')) return;
    if (job.arraySize !== undefined) {
      if (job.status === 'SUBMITTED') void this.#move(job, { status: 'PENDING' });
      void this.#settleArray(job.jobId);
      return;
    }
    let isHeldUp = false;
    for (const required of requiredJobs(job)) {
      // One that is no longer known was over long ago.
      const status = this.#table.get(required)?.status ?? 'SUCCEEDED';
      if (status === 'FAILED') {
        void this.#finish(job, { status: 'FAILED', statusReason: 'Dependent Job failed' });
        return;
      }
      if (status === 'SUCCEEDED') continue;
      isHeldUp = true;
      const waiting = this.#dependents.get(required) ?? new Set();
      this.#dependents.set(required, waiting.add(jobId));
    }
    if (isHeldUp) {
      if (job.status === 'SUBMITTED') void this.#move(job, { status: 'PENDING' });
      return;
    }
    this.#runnable.add(job);
    void this.#move(job, { status: 'RUNNABLE' });
  }

  /** Starts every job for which there is room; one look at a time. */
  #place(): void {
    this.#isPlacingDue = true;
    if (this.#isPlacing || !this.#hasBegun) return;
    this.#isPlacing = true;
    void this.#placeWhileDue().finally(() => {
      this.#isPlacing = false;
    });
  }

  async #placeWhileDue(): Promise<void> {
    while (this.#isPlacingDue && !this.#isClosing) {
      this.#isPlacingDue = false;
      try {
        await this.#placeJobs();
      } catch (error) {
        this.#parts.log.error({ err: error }, 'jobs that wait could not be placed');
      }
    }
  }

  async #placeJobs(): Promise<void> {
    const settings = await this.#runnable.readSettings(this.#parts.store);
    while (!this.#isClosing && this.#placedCount < processesMax) {
      const placed = this.#runnable.takeNext(settings);
      if (placed === undefined) return;
      this.#placedCount += 1;
      void this.#run(placed);
    }
  }

  /** One attempt of a job, to its end. */
  async #run(placed: PlacedJob): Promise<void> {
    const { job, environmentArn } = placed;
    const plan = planAttempt(job, environmentArn, this.#parts.newId().replaceAll('-', ''));
    try {
      await this.#move(job, { status: 'STARTING' });
      const attempt = await this.#attempt(this.#get(job.jobId), plan);
      if (attempt !== undefined) await this.#endAttempt(this.#get(job.jobId), attempt);
    } catch (error) {
      if (!this.#isClosing) this.#parts.log.error({ err: error }, `the job ${job.jobId} could not be run`);
    } finally {
      this.#running.delete(job.jobId);
      this.#placedCount -= 1;
      this.#runnable.release(placed);
      this.#place();
    }
  }

  /** Undefined where the server closes meanwhile, or the job was terminated before it ran. */
  async #attempt(job: BatchJobBody, plan: AttemptPlan): Promise<BatchAttempt | undefined> {
    const { clock, runner } = this.#parts;
    const environment = await attemptEnvironment(this.#parts, job, plan);
    if (this.#isClosing) return undefined;
    if (environment === undefined) return roleRefused(plan, job, clock.now());
    const { terminationReason } = this.#get(job.jobId);
    if (terminationReason !== undefined) {
      await this.#finish(this.#get(job.jobId), { status: 'FAILED', statusReason: terminationReason });
      return undefined;
    }
    const { timeoutSeconds } = job;
    const command = commandOf(job);
    const container = runner.runsImages ? jobContainer(job) : undefined;
    const running = runner.start({ id: plan.launchId, command, environment, timeoutSeconds, container });
    this.#running.set(job.jobId, running);
    let startedAt: number | undefined;
    void running.started.then((isStarted) => {
      if (!isStarted || this.#isClosing) return;
      startedAt = clock.now();
      void this.#move(this.#get(job.jobId), { status: 'RUNNING', startedAt });
    });
    const end = await running.ended;
    if (end.stopped === 'closing') return undefined;
    return concludeAttempt(plan, end, { startedAt, stoppedAt: clock.now() });
  }

  /** Fails, retries or completes a job after its last attempt. */
  async #endAttempt(job: BatchJobBody, attempt: BatchAttempt): Promise<void> {
    const ended = { ...job, attempts: [...job.attempts, attempt] };
    const { attempts, terminationReason } = ended;
    if (terminationReason !== undefined) {
      await this.#finish(ended, { status: 'FAILED', statusReason: terminationReason });
      return;
    }
    const { statusReason } = attempt;
    if (attempt.exitCode === 0 && statusReason !== timedOut) {
      await this.#finish(ended, { status: 'SUCCEEDED', statusReason });
      return;
    }
    if (statusReason === timedOut || !isRetried(ended, attempt)) {
      await this.#finish(ended, { status: 'FAILED', statusReason });
      return;
    }
    this.#runnable.add(ended);
    await this.#move(ended, { status: 'RUNNABLE', statusReason, attempts });
    this.#place();
  }

  /** The job's end, and what it means for its array and for the jobs that wait for it. */
  async #finish(job: BatchJobBody, changes: Partial<BatchJobBody>): Promise<void> {
    await this.#move(job, { ...changes, stoppedAt: this.#parts.clock.now() });
    if (job.child !== undefined) await this.#settleArray(job.child.parentId);
    const waiting = this.#dependents.get(job.jobId) ?? [];
    this.#dependents.delete(job.jobId);
    for (const jobId of waiting) this.#consider(jobId);
    this.#place();
  }

  /** Ends an array whose jobs have all ended. */
  async #settleArray(parentId: string): Promise<void> {
    const parent = this.#table.get(parentId);
    if (parent?.arraySize === undefined || isOver(parent.status)) return;
    const status = this.#counts.endOf(parentId, parent.arraySize);
    if (status === undefined) return;
    const statusReason = status === 'FAILED' ? 'Array Child Job failed' : undefined;
    await this.#finish(parent, { status, statusReason });
  }

  async #move(job: BatchJobBody, changes: Partial<BatchJobBody>): Promise<void> {
    const from = this.#table.get(job.jobId)?.status;
    const to = changes.status;
    if (job.child !== undefined && to !== undefined) this.#counts.move(job.child.parentId, from, to);
    const changed = await this.#change(job, changes);
    this.#announce(changed);
  }

  async #change(job: BatchJobBody, changes: Partial<BatchJobBody>): Promise<BatchJobBody> {
    const changed = { ...job, ...changes };
    await this.#table.replace(job.jobId, changed);
    return changed;
  }

  #announce(job: BatchJobBody): void {
    const { account, region } = job.place;
    this.#parts.onJobEvent({
      service: 'batch',
      detailType: 'Batch Job State Change',
      source: 'aws.batch',
      account,
      region,
      at: this.#parts.clock.now(),
      resources: [jobArnOf(job)],
      detail: this.describe(job),
    });
  }
}

export interface EndRequest {
  readonly jobId: string;
  readonly reason: string;
}

function isOver(status: BatchJobBody['status']): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** Whether a job can be ended without ending a process. */
function isWaiting(status: BatchJobBody['status']): boolean {
  return status === 'SUBMITTED' || status === 'PENDING' || status === 'RUNNABLE';
}
