import { getGlueJob, jobArn, jobJson } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

export const getJob = glueOperation<{ readonly JobName: string }>({
  name: 'GetJob',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:GetJob', resource: jobArn(place, JobName) },
  ],
  async run({ JobName }, { services: { store }, caller: { place } }) {
    return { Job: jobJson(await getGlueJob(store, place, JobName)) };
  },
});
