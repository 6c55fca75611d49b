import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { listAll } from '../jobs/listed.ts';
import { batchOperation } from './batch-operation.ts';
import { computeEnvironmentKey } from './compute-environments.ts';
import { beingModified } from './errors.ts';
import { arnNamed, nameIn } from './names.ts';

export const deleteComputeEnvironment = batchOperation<{ readonly computeEnvironment: string }>({
  name: 'DeleteComputeEnvironment',
  permissions: ({ computeEnvironment }, { caller: { place } }) => [
    {
      action: 'batch:DeleteComputeEnvironment',
      resource: arnNamed(computeEnvironment, 'compute-environment', place),
    },
  ],
  async run({ computeEnvironment }, { services: { store }, caller: { place } }) {
    const name = nameIn(computeEnvironment, 'compute-environment', place);
    await commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const key = computeEnvironmentKey(place, name ?? '');
        const found = name === undefined ? undefined : await store.resources.get(key);
        // Deleting what is not there succeeds.
        if (found === undefined) return { changes: [], result: undefined };
        if (found.body.state !== 'DISABLED')
          throw new ClientException('Cannot delete, state must be DISABLED');
        const queues = await listAll(store, 'BatchJobQueue', place);
        if (queues.some(({ body }) => body.computeEnvironments.includes(found.body.arn))) {
          throw new ClientException('Cannot delete, found existing JobQueue relationship');
        }
        return { changes: [{ type: 'delete', key, expectedRevision: found.revision }], result: undefined };
      },
    });
    return {};
  },
});
