import { runNotFound } from './errors.ts';
import { jobArn } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';
import { jobRunJson } from './job-run-json.ts';

interface GetJobRunInput {
  readonly JobName: string;
  readonly RunId: string;
}

export const getJobRun = glueOperation<GetJobRunInput>({
  name: 'GetJobRun',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:GetJobRun', resource: jobArn(place, JobName) },
  ],
  async run({ JobName, RunId }, { services: { jobs }, caller: { place } }) {
    const run = jobs.glue.findRun(place, JobName, RunId);
    if (run === undefined) throw runNotFound(JobName, RunId);
    return { JobRun: jobRunJson(run) };
  },
});
