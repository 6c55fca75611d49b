import type { JsonObject } from '../../../base/json.ts';
import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { beingModified } from './errors.ts';
import { type ComputeEnvironmentOrder, getJobQueue, jobQueueKey, orderedEnvironments } from './job-queues.ts';
import { arnNamed } from './names.ts';

interface UpdateJobQueueInput {
  readonly jobQueue: string;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly priority?: number;
  readonly computeEnvironmentOrder?: readonly ComputeEnvironmentOrder[];
  readonly schedulingPolicyArn?: string;
  readonly jobStateTimeLimitActions?: readonly JsonObject[];
}

export const updateJobQueue = batchOperation<UpdateJobQueueInput>({
  name: 'UpdateJobQueue',
  permissions: ({ jobQueue }, { caller: { place } }) => [
    { action: 'batch:UpdateJobQueue', resource: arnNamed(jobQueue, 'job-queue', place) },
  ],
  async run(input, { services, caller: { place } }) {
    const { store } = services;
    if (input.schedulingPolicyArn !== undefined) {
      throw new ClientException('This server has job queues without scheduling policies only.');
    }
    const answer = await commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const { name, body, revision } = await getJobQueue(store, place, input.jobQueue);
        const { computeEnvironmentOrder: order } = input;
        const changed = {
          ...body,
          state: input.state ?? body.state,
          priority: input.priority ?? body.priority,
          computeEnvironments:
            order === undefined ? body.computeEnvironments : await orderedEnvironments(store, place, order),
          reported: {
            ...body.reported,
            ...optional('jobStateTimeLimitActions', input.jobStateTimeLimitActions),
          },
        };
        return {
          changes: [
            { type: 'put', key: jobQueueKey(place, name), body: changed, expectedRevision: revision },
          ],
          result: { jobQueueName: name, jobQueueArn: body.arn },
        };
      },
    });
    services.jobs.batch.settingsChanged();
    return answer;
  },
});
