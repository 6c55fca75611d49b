import type { Operation } from '../../operation.ts';
import { batchStopJobRun } from './batch-stop-job-run.ts';
import { createJob } from './create-job.ts';
import { deleteJob } from './delete-job.ts';
import { getJob } from './get-job.ts';
import { getJobRun } from './get-job-run.ts';
import { getJobRuns } from './get-job-runs.ts';
import { getJobs } from './get-jobs.ts';
import { startJobRun } from './start-job-run.ts';
import { updateJob } from './update-job.ts';

/** The actions of Glue that this server answers, by name. */
export const glueOperations = {
  CreateJob: createJob,
  GetJob: getJob,
  GetJobs: getJobs,
  UpdateJob: updateJob,
  DeleteJob: deleteJob,
  StartJobRun: startJobRun,
  GetJobRun: getJobRun,
  GetJobRuns: getJobRuns,
  BatchStopJobRun: batchStopJobRun,
} satisfies Readonly<Record<string, Operation>>;
