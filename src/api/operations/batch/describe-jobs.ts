import { ClientException } from '../jobs/client-exception.ts';
import { batchOperation } from './batch-operation.ts';

/** Jobs of one request. Source: API Reference, "DescribeJobs". */
const jobsMax = 100;

/** Jobs that do not exist are left out. */
export const describeJobs = batchOperation<{ readonly jobs: readonly string[] }>({
  name: 'DescribeJobs',
  permissions: () => [{ action: 'batch:DescribeJobs', resource: '*' }],
  async run({ jobs: asked }, { services: { jobs }, caller: { place } }) {
    if (asked.length > jobsMax) throw new ClientException(`jobs must have at most ${jobsMax} members`);
    return {
      jobs: asked.flatMap((text) => {
        const found = jobs.batch.findAt(place, text);
        return found === undefined ? [] : [jobs.batch.describe(found)];
      }),
    };
  },
});
