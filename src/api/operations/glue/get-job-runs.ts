import type { GlueJobRunBody } from '../../../store/resources/glue.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { invalidToken, jobNotFound } from './errors.ts';
import { jobArn, jobKey } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';
import { jobRunJson } from './job-run-json.ts';

interface GetJobRunsInput {
  readonly JobName: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Runs of one page, by default and at most. Source: API Reference, "GetJobRuns". */
const itemsMax = 200;

/** The latest first; those of a job that was deleted, too. */
export const getJobRuns = glueOperation<GetJobRunsInput>({
  name: 'GetJobRuns',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:GetJobRuns', resource: jobArn(place, JobName) },
  ],
  async run({ JobName, NextToken, MaxResults = itemsMax }, { services, caller: { place } }) {
    const runs = services.jobs.glue.runsOf(place, JobName);
    if (runs.length === 0 && (await services.store.resources.get(jobKey(place, JobName))) === undefined) {
      throw jobNotFound(JobName);
    }
    const limit = Math.min(MaxResults, itemsMax);
    const page = pageOf(runs, { nextToken: NextToken, limit, positionOf, isDescending: true, invalidToken });
    return { JobRuns: page.items.map(jobRunJson), ...optional('NextToken', page.nextToken) };
  },
});

function positionOf({ createdAt, id }: GlueJobRunBody): string {
  return `${String(createdAt).padStart(15, '0')} ${id}`;
}
