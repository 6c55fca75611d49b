import type { JsonObject } from '../../../base/json.ts';
import { runNotFound } from './errors.ts';
import { jobArn } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

interface BatchStopJobRunInput {
  readonly JobName: string;
  readonly JobRunIds: readonly string[];
}

/** Tells runs to stop; which of them could not be told is an answer, not an error. */
export const batchStopJobRun = glueOperation<BatchStopJobRunInput>({
  name: 'BatchStopJobRun',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:BatchStopJobRun', resource: jobArn(place, JobName) },
  ],
  async run({ JobName, JobRunIds }, { services: { jobs }, caller: { place } }) {
    const successes: JsonObject[] = [];
    const errors: JsonObject[] = [];
    const refuse = (JobRunId: string, ErrorCode: string, ErrorMessage: string) =>
      errors.push({ JobName, JobRunId, ErrorDetail: { ErrorCode, ErrorMessage } });
    for (const JobRunId of new Set(JobRunIds)) {
      const run = jobs.glue.findRun(place, JobName, JobRunId);
      if (run === undefined) {
        const { code, message } = runNotFound(JobName, JobRunId);
        refuse(JobRunId, code, message);
      } else if (await jobs.glue.stop(run)) successes.push({ JobName, JobRunId });
      else refuse(JobRunId, 'JobRunNotInTerminatableStateException', `Job run ${JobRunId} is ${run.state}.`);
    }
    return { SuccessfulSubmissions: successes, Errors: errors };
  },
});
