import { jobArn, jobKey } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

/** A job that there is not is deleted as well as any other. Its runs go on. */
export const deleteJob = glueOperation<{ readonly JobName: string }>({
  name: 'DeleteJob',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:DeleteJob', resource: jobArn(place, JobName) },
  ],
  async run({ JobName }, { services: { store }, caller: { place } }) {
    await store.resources.write([
      { type: 'delete', key: jobKey(place, JobName), expectedRevision: undefined },
    ]);
    return { JobName };
  },
});
