import { join } from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import type { StartedJob } from '../job-end.ts';
import type { JobLog } from '../job-log.ts';
import type { ContainerEngine } from './container-engine.ts';
import { ContainerJob } from './container-job.ts';
import type { ContainerSpec } from './container-spec.ts';
import { ImagePulls } from './image-pulls.ts';
import { removeOwn } from './own-containers.ts';
import { SharedVolumes } from './shared-volumes.ts';

/** Runs images of jobs as containers of one folder of jobs. */
export interface ContainerRunner {
  start(launch: ImageLaunch): StartedJob;
  /** Removes every container until `allEnded` settles, which it does once all jobs that were told to close have ended. */
  close(allEnded: Promise<unknown>): Promise<void>;
}

export interface ImageLaunch {
  readonly jobId: string;
  readonly spec: ContainerSpec;
  readonly environment: Readonly<Record<string, string>>;
  /** A folder of the job's own that nobody else reads. */
  readonly home: string;
  readonly log: JobLog;
}

/** Between looks for containers that were just being made when all others were removed. */
const removeMilliseconds = 200;
/** Looks, after which what does not end is left to the next start. */
const removalsMax = 50;

export function createContainerRunner({
  folderId,
  clock,
  engine,
}: {
  readonly folderId: string;
  readonly clock: Clock;
  readonly engine: ContainerEngine;
}): ContainerRunner {
  const pulls = new ImagePulls(engine);
  const volumes = new SharedVolumes(engine, folderId);
  let openCount = 0;
  let hasRun = false;

  function start({ jobId, spec, environment, home, log }: ImageLaunch): StartedJob {
    const variablesFile = join(home, 'variables');
    const launch = { jobId, folderId, spec, environment, variablesFile };
    const job = new ContainerJob(launch, { engine, pulls, volumes, clock, log });
    hasRun = true;
    openCount += 1;
    void job.ended.finally(() => {
      openCount -= 1;
    });
    return job;
  }

  async function close(allEnded: Promise<unknown>): Promise<void> {
    pulls.close();
    if (!hasRun) return;
    for (let count = 0; count < removalsMax && openCount > 0; count += 1) {
      await removeOwnIfAnswered();
      await Promise.race([allEnded, pause(removeMilliseconds)]);
    }
    await removeOwnIfAnswered();
  }

  /** An engine that does not answer leaves what there is to the next start. */
  async function removeOwnIfAnswered(): Promise<void> {
    await removeOwn(engine, folderId).catch(() => {});
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      clock.schedule(clock.now() + milliseconds, resolve);
    });
  }

  return { start, close };
}
