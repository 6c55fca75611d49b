import type { Place } from '../../../base/arn.ts';
import type { JobEnd } from '../../../compute/jobs/job-process.ts';
import type { RunningJob } from '../../../compute/jobs/job-runner.ts';
import type { GlueJobRunBody, GlueJobRunState } from '../../../store/resources/glue.ts';
import type { JobParts } from '../jobs/job-parts.ts';
import { RecordTable } from '../jobs/record-table.ts';
import { roleEnvironment } from '../jobs/role-environment.ts';
import { ConcurrentRunsExceededException, ResourceNumberLimitExceededException } from './errors.ts';
import { jobArn } from './glue-jobs.ts';
import { scriptCommand, scriptPath } from './script.ts';

/** Runs at once over all jobs; a bound of ours. */
const openRunsMax = 50;

/** How long runs that are over can be described. Source: AWS Glue, "Job run history". */
const keptMilliseconds = 90 * 24 * 3600 * 1000;

/** Between SIGTERM and SIGKILL. */
const graceSeconds = 10;

/**
 * The runs of Glue jobs, from StartJobRun to their end: Python with the job's script.
 *
 * A state is on disk before anything follows from it.
 */
export class GlueRuns {
  readonly #parts: JobParts;
  readonly #table: RecordTable<'GlueJobRun'>;
  readonly #running = new Map<string, RunningJob>();
  /** Runs that are being made or are not over, by account, region and job. */
  readonly #openCounts = new Map<string, number>();
  /** What an earlier server left. */
  #left: readonly GlueJobRunBody[] = [];
  #isClosing = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#table = new RecordTable(parts, {
      kind: 'GlueJobRun',
      endedAt: ({ state, completedAt }) => (isOver(state) ? completedAt : undefined),
      keptMilliseconds,
    });
  }

  /** Reads what there is. Call before any request. */
  async load(): Promise<void> {
    await this.#table.load();
    this.#left = [...this.#table.all()].filter(({ state }) => !isOver(state));
    for (const run of this.#left) this.#count(run, 1);
  }

  /** Takes up what an earlier server left: runs whose processes went with it have failed. */
  begin(): void {
    for (const { id } of this.#left) {
      const run = this.#table.get(id);
      if (run !== undefined) void this.#end(run, 'FAILED', 'The server that ran the job run ended.');
    }
    this.#left = [];
  }

  /** Begins nothing more. What runs is left to the runner, and to the next start to tell of. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  close(): void {
    this.#isClosing = true;
    this.#table.close();
  }

  findRun(place: Place, jobName: string, id: string): GlueJobRunBody | undefined {
    const run = this.#table.find(id);
    return run !== undefined && run.jobName === jobName && isAt(run, place) ? run : undefined;
  }

  /** The latest first. */
  runsOf(place: Place, jobName: string): readonly GlueJobRunBody[] {
    const found = [...this.#table.all()].filter((run) => run.jobName === jobName && isAt(run, place));
    return found.sort((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1));
  }

  /**
   * Settles once the run is on disk; then it starts. Throws ConcurrentRunsExceededException where the job has
   * `concurrentMax` runs already.
   */
  async run(run: GlueJobRunBody, concurrentMax: number): Promise<void> {
    if ((this.#openCounts.get(countKey(run)) ?? 0) >= concurrentMax) {
      throw new ConcurrentRunsExceededException(run.jobName);
    }
    if (this.#table.openCount >= openRunsMax) {
      throw new ResourceNumberLimitExceededException(
        `This server has at most ${openRunsMax} job runs at once.`,
      );
    }
    await this.#begin(run);
  }

  /** Whether the run was told to stop; one that is over is not. */
  async stop({ id }: GlueJobRunBody): Promise<boolean> {
    const run = this.#table.get(id);
    if (run === undefined || isOver(run.state) || run.state === 'STOPPING') return false;
    await this.#change(run, { state: 'STOPPING' });
    this.#running.get(id)?.stop(graceSeconds);
    return true;
  }

  async #begin(run: GlueJobRunBody): Promise<void> {
    this.#count(run, 1);
    try {
      await this.#table.insert([[run.id, run]]);
    } catch (error) {
      this.#count(run, -1);
      throw error;
    }
    void this.#run(run).catch((error: unknown) => {
      if (!this.#isClosing) this.#parts.log.error({ err: error }, `the job run ${run.id} could not be run`);
    });
  }

  async #run({ id }: GlueJobRunBody): Promise<void> {
    const { runner, clock } = this.#parts;
    const made = this.#get(id);
    const { place, roleArn, jobName } = made;
    const sourceArn = jobArn(place, jobName);
    const environment = await roleEnvironment(this.#parts, {
      roleArn,
      sourceArn,
      service: 'glue',
      region: place.region,
    });
    if (this.#isClosing) return;
    if (this.#get(id).state === 'STOPPING') return this.#end(this.#get(id), 'STOPPED', undefined);
    const script = scriptPath(made.scriptLocation);
    if (environment === undefined) {
      const problem = `Role ${roleArn} should be given assume role permissions for Glue Service.`;
      return this.#end(this.#get(id), 'FAILED', problem);
    }
    if ('problem' in script) return this.#end(this.#get(id), 'FAILED', script.problem);
    const running = runner.start({
      id: `glue-${id}`,
      command: scriptCommand(made, script.path),
      environment,
      timeoutSeconds: made.timeoutMinutes * 60,
    });
    this.#running.set(id, running);
    if (running.pid !== undefined) {
      void this.#change(this.#get(id), { state: 'RUNNING', beganAt: clock.now() });
    }
    const end = await running.ended;
    this.#running.delete(id);
    if (end.stopped === 'closing') return;
    const run = this.#get(id);
    await this.#end(run, stateOf(run, end), messageOf(end));
  }

  #get(id: string): GlueJobRunBody {
    const run = this.#table.get(id);
    if (run === undefined) throw new Error(`the job run ${id} is gone`);
    return run;
  }

  async #end(
    run: GlueJobRunBody,
    state: 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'TIMEOUT',
    errorMessage: string | undefined,
  ): Promise<void> {
    const ended = await this.#change(run, {
      state,
      errorMessage: state === 'SUCCEEDED' || state === 'STOPPED' ? undefined : errorMessage,
      completedAt: this.#parts.clock.now(),
    });
    this.#count(run, -1);
    this.#announce(ended);
    if (state === 'FAILED' && run.attempt < run.retriesMax && !this.#isClosing)
      await this.#begin(retryOf(ended));
  }

  async #change(run: GlueJobRunBody, changes: Partial<GlueJobRunBody>): Promise<GlueJobRunBody> {
    const changed = { ...run, ...changes, modifiedAt: this.#parts.clock.now() };
    await this.#table.replace(run.id, changed);
    return changed;
  }

  #count(run: GlueJobRunBody, by: number): void {
    const key = countKey(run);
    const count = (this.#openCounts.get(key) ?? 0) + by;
    if (count === 0) this.#openCounts.delete(key);
    else this.#openCounts.set(key, count);
  }

  #announce({ place, jobName, id, state, errorMessage }: GlueJobRunBody): void {
    this.#parts.onJobEvent({
      service: 'glue',
      detailType: 'Glue Job State Change',
      source: 'aws.glue',
      account: place.account,
      region: place.region,
      at: this.#parts.clock.now(),
      resources: [],
      detail: {
        jobName,
        severity: state === 'SUCCEEDED' ? 'INFO' : state === 'FAILED' ? 'ERROR' : 'WARN',
        state,
        jobRunId: id,
        message: errorMessage ?? eventMessages[state] ?? '',
      },
    });
  }
}

const eventMessages: Partial<Record<GlueJobRunState, string>> = {
  SUCCEEDED: 'Job run succeeded',
  STOPPED: 'Job run stopped',
};

function isOver(state: GlueJobRunState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'STOPPED' || state === 'TIMEOUT';
}

function isAt(run: GlueJobRunBody, { account, region }: Place): boolean {
  return run.place.account === account && run.place.region === region;
}

function countKey({ place, jobName }: GlueJobRunBody): string {
  return `${place.account} ${place.region} ${jobName}`;
}

function stateOf({ state }: GlueJobRunBody, { exitCode, stopped }: JobEnd) {
  if (stopped === 'timeout') return 'TIMEOUT';
  if (state === 'STOPPING') return 'STOPPED';
  return exitCode === 0 ? 'SUCCEEDED' : 'FAILED';
}

function messageOf({ exitCode, startFailure, stopped }: JobEnd): string {
  if (stopped === 'timeout') return 'Job run timed out';
  return startFailure ?? `Command failed with exit code ${exitCode}`;
}

/** The next attempt of a run that failed. */
function retryOf(run: GlueJobRunBody): GlueJobRunBody {
  const attempt = run.attempt + 1;
  return {
    ...run,
    id: `${run.id.replace(/_attempt_\d+$/, '')}_attempt_${attempt}`,
    attempt,
    previousRunId: run.id,
    state: 'STARTING',
    errorMessage: undefined,
    createdAt: run.modifiedAt,
    beganAt: undefined,
    completedAt: undefined,
  };
}
