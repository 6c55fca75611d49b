import type { Operation } from '../../operation.ts';
import { cancelJob } from './cancel-job.ts';
import { createComputeEnvironment } from './create-compute-environment.ts';
import { createJobQueue } from './create-job-queue.ts';
import { deleteComputeEnvironment } from './delete-compute-environment.ts';
import { deleteJobQueue } from './delete-job-queue.ts';
import { deregisterJobDefinition } from './deregister-job-definition.ts';
import { describeComputeEnvironments } from './describe-compute-environments.ts';
import { describeJobDefinitions } from './describe-job-definitions.ts';
import { describeJobQueues } from './describe-job-queues.ts';
import { describeJobs } from './describe-jobs.ts';
import { listJobs } from './list-jobs.ts';
import { registerJobDefinition } from './register-job-definition.ts';
import { submitJob } from './submit-job.ts';
import { terminateJob } from './terminate-job.ts';
import { updateComputeEnvironment } from './update-compute-environment.ts';
import { updateJobQueue } from './update-job-queue.ts';

/** The actions of Batch that this server answers, by name. */
export const batchOperations = {
  CreateComputeEnvironment: createComputeEnvironment,
  DescribeComputeEnvironments: describeComputeEnvironments,
  UpdateComputeEnvironment: updateComputeEnvironment,
  DeleteComputeEnvironment: deleteComputeEnvironment,
  CreateJobQueue: createJobQueue,
  DescribeJobQueues: describeJobQueues,
  UpdateJobQueue: updateJobQueue,
  DeleteJobQueue: deleteJobQueue,
  RegisterJobDefinition: registerJobDefinition,
  DescribeJobDefinitions: describeJobDefinitions,
  DeregisterJobDefinition: deregisterJobDefinition,
  SubmitJob: submitJob,
  DescribeJobs: describeJobs,
  ListJobs: listJobs,
  TerminateJob: terminateJob,
  CancelJob: cancelJob,
} satisfies Readonly<Record<string, Operation>>;
