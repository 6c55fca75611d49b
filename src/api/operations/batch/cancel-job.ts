import { batchOperation } from './batch-operation.ts';
import { arnNamed } from './names.ts';

/** Fails a job that has not started; one that has goes on. */
export const cancelJob = batchOperation<{ readonly jobId: string; readonly reason: string }>({
  name: 'CancelJob',
  permissions: ({ jobId }, { caller: { place } }) => [
    { action: 'batch:CancelJob', resource: arnNamed(jobId, 'job', place) },
  ],
  async run({ jobId, reason }, { services: { jobs }, caller: { place } }) {
    await jobs.batch.cancel(place, { jobId, reason });
    return {};
  },
});
