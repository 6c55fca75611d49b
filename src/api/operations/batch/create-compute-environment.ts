import type { JsonObject } from '../../../base/json.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { passRoles, toMake, type WireTags } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type ComputeResources, computeEnvironmentKey, vcpusMaxOf } from './compute-environments.ts';
import { batchArn, checkName } from './names.ts';

interface CreateComputeEnvironmentInput {
  readonly computeEnvironmentName: string;
  readonly type: 'MANAGED' | 'UNMANAGED';
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly unmanagedvCpus?: number;
  readonly computeResources?: ComputeResources & JsonObject;
  readonly serviceRole?: string;
  readonly tags?: WireTags;
  readonly eksConfiguration?: JsonObject;
}

export const createComputeEnvironment = batchOperation<CreateComputeEnvironmentInput>({
  name: 'CreateComputeEnvironment',
  permissions: ({ computeEnvironmentName, serviceRole, computeResources, tags }, { caller: { place } }) => [
    ...toMake(
      'batch:CreateComputeEnvironment',
      [batchArn(place, 'compute-environment', computeEnvironmentName)],
      tags,
    ),
    ...passRoles([serviceRole], 'batch.amazonaws.com', place.account),
    ...passRoles([computeResources?.instanceRole], 'ec2.amazonaws.com', place.account),
  ],
  async run(input, { services, caller: { place } }) {
    const { computeEnvironmentName: name, type, state, computeResources, serviceRole, tags } = input;
    checkName(name, 'computeEnvironmentName');
    if (input.eksConfiguration !== undefined) {
      throw new ClientException('This server has no compute environments on Amazon EKS.');
    }
    if (type === 'MANAGED' && computeResources?.maxvCpus === undefined) {
      throw new ClientException('computeResources must be provided for a MANAGED compute environment');
    }
    const arn = batchArn(place, 'compute-environment', name);
    const body = {
      arn,
      uuid: services.newId(),
      type,
      state: state ?? 'ENABLED',
      vcpusMax: vcpusMaxOf(type === 'MANAGED' ? computeResources?.maxvCpus : input.unmanagedvCpus),
      reported: {
        ...optional('computeResources', computeResources),
        ...optional('serviceRole', serviceRole),
        ...optional('unmanagedvCpus', input.unmanagedvCpus),
        tags: tags ?? {},
      },
    } as const;
    const outcome = await services.store.resources.write([
      { type: 'put', key: computeEnvironmentKey(place, name), body, expectedRevision: 0 },
    ]);
    if (outcome === 'conflict') throw new ClientException('Object already exists');
    return { computeEnvironmentName: name, computeEnvironmentArn: arn };
  },
});
