import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { invalidToken } from './errors.ts';
import { jobJson } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

interface GetJobsInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Jobs of one page, by default. */
const itemsDefault = 100;

export const getJobs = glueOperation<GetJobsInput>({
  name: 'GetJobs',
  permissions: () => [{ action: 'glue:GetJobs', resource: '*' }],
  async run({ NextToken, MaxResults = itemsDefault }, { services: { store }, caller: { place } }) {
    const page = pageOf(await listAll(store, 'GlueJob', place), {
      nextToken: NextToken,
      limit: MaxResults,
      positionOf: ({ name }) => name,
      invalidToken,
    });
    return { Jobs: page.items.map(jobJson), ...optional('NextToken', page.nextToken) };
  },
});
