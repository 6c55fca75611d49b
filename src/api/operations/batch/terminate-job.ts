import { batchOperation } from './batch-operation.ts';
import { arnNamed } from './names.ts';

/** A job that has not started fails at once; one that runs is told to end. One that is over stays what it is. */
export const terminateJob = batchOperation<{ readonly jobId: string; readonly reason: string }>({
  name: 'TerminateJob',
  permissions: ({ jobId }, { caller: { place } }) => [
    { action: 'batch:TerminateJob', resource: arnNamed(jobId, 'job', place) },
  ],
  async run({ jobId, reason }, { services: { jobs }, caller: { place } }) {
    await jobs.batch.terminate(place, { jobId, reason });
    return {};
  },
});
