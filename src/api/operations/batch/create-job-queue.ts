import type { JsonObject } from '../../../base/json.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { toMake, type WireTags } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type ComputeEnvironmentOrder, jobQueueKey, orderedEnvironments } from './job-queues.ts';
import { arnNamed, batchArn, checkName } from './names.ts';

interface CreateJobQueueInput {
  readonly jobQueueName: string;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly priority: number;
  readonly computeEnvironmentOrder?: readonly ComputeEnvironmentOrder[];
  readonly schedulingPolicyArn?: string;
  readonly jobStateTimeLimitActions?: readonly JsonObject[];
  readonly serviceEnvironmentOrder?: readonly JsonObject[];
  readonly tags?: WireTags;
}

export const createJobQueue = batchOperation<CreateJobQueueInput>({
  name: 'CreateJobQueue',
  permissions: ({ jobQueueName, computeEnvironmentOrder = [], tags }, { caller: { place } }) =>
    toMake(
      'batch:CreateJobQueue',
      [
        batchArn(place, 'job-queue', jobQueueName),
        ...computeEnvironmentOrder.map(({ computeEnvironment: text }) =>
          arnNamed(text, 'compute-environment', place),
        ),
      ],
      tags,
    ),
  async run(input, { services: { store }, caller: { place } }) {
    const { jobQueueName: name, state, priority, computeEnvironmentOrder = [], tags } = input;
    checkName(name, 'jobQueueName');
    if (input.schedulingPolicyArn !== undefined || input.serviceEnvironmentOrder !== undefined) {
      throw new ClientException(
        'This server has job queues without scheduling policies and service environments only.',
      );
    }
    if (priority < 0) throw new ClientException('priority must not be negative.');
    const arn = batchArn(place, 'job-queue', name);
    const body = {
      arn,
      state: state ?? 'ENABLED',
      priority,
      computeEnvironments: await orderedEnvironments(store, place, computeEnvironmentOrder),
      reported: { ...optional('jobStateTimeLimitActions', input.jobStateTimeLimitActions), tags: tags ?? {} },
    } as const;
    const outcome = await store.resources.write([
      { type: 'put', key: jobQueueKey(place, name), body, expectedRevision: 0 },
    ]);
    if (outcome === 'conflict') throw new ClientException('Object already exists');
    return { jobQueueName: name, jobQueueArn: arn };
  },
});
