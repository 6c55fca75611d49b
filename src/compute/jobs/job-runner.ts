import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { ContainerEngine } from './containers/container-engine.ts';
import { createContainerRunner } from './containers/container-runner.ts';
import type { ContainerSpec } from './containers/container-spec.ts';
import { endLeftContainers } from './containers/left-containers.ts';
import type { JobEnd, StartedJob, StopCause } from './job-end.ts';
import { createJobLog } from './job-log.ts';
import { JobProcess } from './job-process.ts';
import { createLogFiles } from './log-files.ts';
import { jobVariable, killMarked } from './marked-processes.ts';

/**
 * Runs the commands of jobs as processes of this machine: each with an environment and a folder of its own, a log in a
 * file, and an end that nothing of it survives. With a container engine, jobs that name an image run as containers of it.
 *
 * A process gets nothing of the server but the search path. It is no sandbox: a job may do what the server's user may do.
 */
export interface JobRunner {
  /** Whether an image is more than a name: launches with a container run it. */
  readonly runsImages: boolean;
  start(launch: JobLaunch): RunningJob;
  /**
   * Kills what a server that worked in this folder before left running; tells how many processes and containers it found.
   * Rejects with an Error for the operator where the container engine does not answer.
   */
  endLeftovers(): Promise<number>;
  /** Kills every process and container and settles when the last has ended. */
  close(): Promise<void>;
}

export interface JobLaunch {
  /** Unlike that of every other launch; a file name. */
  readonly id: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A folder of this machine; by default an empty one that goes with the job. */
  readonly workingDirectory?: string | undefined;
  /** From when it has started. */
  readonly timeoutSeconds?: number | undefined;
  /** What runs in place of the command where there is a container engine. */
  readonly container?: ContainerSpec | undefined;
}

export interface RunningJob extends Pick<StartedJob, 'pid' | 'started' | 'ended'> {
  /** Asks the job's processes to end, and kills those that have not after `graceSeconds`. */
  stop(graceSeconds: number): void;
}

export interface JobRunnerSettings {
  /** Where jobs work and their logs are kept. One server at a time uses it. */
  readonly directory: string;
  readonly clock: Clock;
  /** What runs the images of jobs; without it an image is only a name. */
  readonly engine?: ContainerEngine | undefined;
  /** Bytes of one log. */
  readonly logBytesMax?: number;
  /** Logs kept over all jobs. */
  readonly logFilesMax?: number;
}

/** The PATH that jobs see, unless they have their own, where the server has none. */
const searchPathDefault = '/usr/local/bin:/usr/bin:/bin';
const logBytesMaxDefault = 1024 * 1024;
const logFilesMaxDefault = 1_000;

/** Between SIGTERM and SIGKILL where time is up. Source: AWS Batch User Guide, "Job timeouts". */
const timeoutGraceSeconds = 30;

/** Looks for processes that left their job's group happen at most this often. */
const sweepMilliseconds = 1_000;
/** Looks in a row until nothing is found: what is killed may just have started another process. */
const sweepsMax = 20;

export function createJobRunner(settings: JobRunnerSettings): JobRunner {
  const { directory, clock, engine, logBytesMax = logBytesMaxDefault } = settings;
  const searchPath = process.env.PATH ?? searchPathDefault;
  const workFolder = join(directory, 'work');
  rmSync(workFolder, { recursive: true, force: true });
  mkdirSync(workFolder, { recursive: true, mode: 0o700 });
  const folderId = readFolderId(directory);
  const logs = createLogFiles(join(directory, 'logs'), settings.logFilesMax ?? logFilesMaxDefault);
  const containers = engine === undefined ? undefined : createContainerRunner({ folderId, clock, engine });
  const running = new Map<string, StartedJob>();
  const ending = new Set<Promise<JobEnd>>();
  let isSweepDue = false;
  let isClosed = false;

  function start(launch: JobLaunch): RunningJob {
    assert(!isClosed, `an open job runner for ${launch.id}`);
    assert(!running.has(launch.id), `one job ${launch.id}`);
    const home = join(workFolder, launch.id);
    mkdirSync(home, { mode: 0o700 });
    const job = begin(launch, home);
    running.set(launch.id, job);
    const stop = (cause: StopCause, graceSeconds: number) => job.stop(cause, graceSeconds * 1000);
    let cancelTimeout = () => {};
    const { timeoutSeconds } = launch;
    if (timeoutSeconds !== undefined) {
      void job.started.then((isStarted) => {
        if (!isStarted) return;
        const timeoutAt = clock.now() + timeoutSeconds * 1000;
        cancelTimeout = clock.schedule(timeoutAt, () => stop('timeout', timeoutGraceSeconds));
      });
    }
    const ended: Promise<JobEnd> = job.ended.then(async (end) => {
      cancelTimeout();
      running.delete(launch.id);
      planSweep();
      await rm(home, { recursive: true, force: true });
      ending.delete(ended);
      return end;
    });
    ending.add(ended);
    return {
      pid: job.pid,
      started: job.started,
      ended,
      stop: (graceSeconds) => stop('asked', graceSeconds),
    };
  }

  function begin(launch: JobLaunch, home: string): StartedJob {
    const log = createJobLog(logs.add(launch.id), logBytesMax);
    const marked = { ...launch.environment, [jobVariable]: `${folderId}/${launch.id}` };
    if (launch.container !== undefined && containers !== undefined) {
      return containers.start({ jobId: launch.id, spec: launch.container, environment: marked, home, log });
    }
    return new JobProcess(
      {
        command: launch.command,
        environment: { LANG: 'C.UTF-8', PATH: searchPath, HOME: home, ...marked },
        workingDirectory: launch.workingDirectory ?? home,
      },
      { clock, log },
    );
  }

  /** Soon, and once for all jobs that end until then. */
  function planSweep(): void {
    if (isSweepDue || isClosed) return;
    isSweepDue = true;
    clock.schedule(clock.now() + sweepMilliseconds, () => {
      isSweepDue = false;
      if (!isClosed) void sweep();
    });
  }

  async function sweep(): Promise<number> {
    let total = 0;
    for (let sweepCount = 0; sweepCount < sweepsMax; sweepCount += 1) {
      const found = await killMarked(folderId, (id) => running.has(id));
      total += found;
      if (found === 0) break;
    }
    return total;
  }

  async function endLeftovers(): Promise<number> {
    const processCount = await sweep();
    return processCount + (await endLeftContainers({ directory, folderId, engine }));
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const job of running.values()) job.stop('closing', 0);
    const allEnded = Promise.all(ending);
    await containers?.close(allEnded);
    await allEnded;
    await sweep();
  }

  return {
    runsImages: containers !== undefined,
    start,
    endLeftovers,
    close,
  };
}

/** A name for the folder that no other folder has, so that processes tell whose they are. */
function readFolderId(directory: string): string {
  const path = join(directory, 'id');
  try {
    const known = readFileSync(path, 'utf8');
    if (known !== '') return known;
  } catch {
    // The folder is new.
  }
  const id = randomUUID();
  writeFileSync(path, id, { mode: 0o600 });
  return id;
}
