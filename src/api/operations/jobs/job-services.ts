import { BatchJobs } from '../batch/batch-jobs.ts';
import { EcsTasks } from '../ecs/ecs-tasks.ts';
import { GlueRuns } from '../glue/glue-runs.ts';
import type { JobParts } from './job-parts.ts';

/** The services that run jobs as processes of this machine. */
export interface JobServices {
  readonly batch: BatchJobs;
  readonly ecs: EcsTasks;
  readonly glue: GlueRuns;
  /** Ends what an earlier server left running and reads what it knew. Call before any request. */
  load(): Promise<void>;
  /** Takes up the jobs that an earlier server left. */
  begin(): void;
  /** Begins nothing more. */
  beginClosing(): void;
  /** Ends every job; the next start says what became of them. */
  close(): Promise<void>;
}

export function createJobServices(parts: JobParts): JobServices {
  const batch = new BatchJobs(parts);
  const ecs = new EcsTasks(parts);
  const glue = new GlueRuns(parts);
  const services = [batch, ecs, glue];
  return {
    batch,
    ecs,
    glue,
    async load() {
      const leftCount = await parts.runner.endLeftovers();
      if (leftCount > 0) parts.log.warn({ leftCount }, 'ended processes of jobs that an earlier server left');
      for (const service of services) await service.load();
    },
    begin() {
      for (const service of services) service.begin();
    },
    beginClosing() {
      for (const service of services) service.beginClosing();
    },
    async close() {
      for (const service of services) service.close();
      await parts.runner.close();
    },
  };
}
