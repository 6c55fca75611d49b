import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { batchOperation } from './batch-operation.ts';
import { beingModified } from './errors.ts';
import { jobQueueKey } from './job-queues.ts';
import { arnNamed, nameIn } from './names.ts';

/** A queue takes its jobs with it. */
export const deleteJobQueue = batchOperation<{ readonly jobQueue: string }>({
  name: 'DeleteJobQueue',
  permissions: ({ jobQueue }, { caller: { place } }) => [
    { action: 'batch:DeleteJobQueue', resource: arnNamed(jobQueue, 'job-queue', place) },
  ],
  async run({ jobQueue }, { services, caller: { place } }) {
    const { store } = services;
    const name = nameIn(jobQueue, 'job-queue', place);
    const arn = await commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const key = jobQueueKey(place, name ?? '');
        const found = name === undefined ? undefined : await store.resources.get(key);
        // Deleting what is not there succeeds.
        if (found === undefined) return { changes: [], result: undefined };
        if (found.body.state !== 'DISABLED')
          throw new ClientException('Cannot delete, state must be DISABLED');
        return {
          changes: [{ type: 'delete', key, expectedRevision: found.revision }],
          result: found.body.arn,
        };
      },
    });
    if (arn !== undefined) await services.jobs.batch.terminateQueue(arn, 'JobQueue deleted');
    return {};
  },
});
