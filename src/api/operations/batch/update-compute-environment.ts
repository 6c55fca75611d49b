import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import { commitChanges } from '../commit-changes.ts';
import { passRoles } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import {
  type ComputeResources,
  computeEnvironmentKey,
  getComputeEnvironment,
  vcpusMaxOf,
} from './compute-environments.ts';
import { beingModified } from './errors.ts';
import { arnNamed } from './names.ts';

interface UpdateComputeEnvironmentInput {
  readonly computeEnvironment: string;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly unmanagedvCpus?: number;
  readonly computeResources?: ComputeResources & JsonObject;
  readonly serviceRole?: string;
}

export const updateComputeEnvironment = batchOperation<UpdateComputeEnvironmentInput>({
  name: 'UpdateComputeEnvironment',
  permissions: ({ computeEnvironment, serviceRole }, { caller: { place } }) => [
    {
      action: 'batch:UpdateComputeEnvironment',
      resource: arnNamed(computeEnvironment, 'compute-environment', place),
    },
    ...passRoles([serviceRole], 'batch.amazonaws.com', place.account),
  ],
  async run(input, { services, caller: { place } }) {
    const { store } = services;
    const answer = await commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const { name, body, revision } = await getComputeEnvironment(store, place, input.computeEnvironment);
        const known = isJsonObject(body.reported.computeResources) ? body.reported.computeResources : {};
        const computeResources = { ...known, ...input.computeResources };
        const vcpusMax = input.computeResources?.maxvCpus ?? input.unmanagedvCpus ?? body.vcpusMax;
        const changed = {
          ...body,
          state: input.state ?? body.state,
          vcpusMax: vcpusMaxOf(vcpusMax),
          reported: {
            ...body.reported,
            ...(input.computeResources !== undefined && { computeResources }),
            ...optional('serviceRole', input.serviceRole),
            ...optional('unmanagedvCpus', input.unmanagedvCpus),
          },
        };
        return {
          changes: [
            {
              type: 'put',
              key: computeEnvironmentKey(place, name),
              body: changed,
              expectedRevision: revision,
            },
          ],
          result: { computeEnvironmentName: name, computeEnvironmentArn: body.arn },
        };
      },
    });
    services.jobs.batch.settingsChanged();
    return answer;
  },
});
