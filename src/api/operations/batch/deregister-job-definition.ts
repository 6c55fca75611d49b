import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { batchOperation } from './batch-operation.ts';
import { beingModified } from './errors.ts';
import { jobDefinitionKey, parseDefinition } from './job-definitions.ts';
import { arnNamed } from './names.ts';

/** A definition that is deregistered can still be described; no job is made of it. */
export const deregisterJobDefinition = batchOperation<{ readonly jobDefinition: string }>({
  name: 'DeregisterJobDefinition',
  permissions: ({ jobDefinition }, { caller: { place } }) => [
    { action: 'batch:DeregisterJobDefinition', resource: arnNamed(jobDefinition, 'job-definition', place) },
  ],
  async run({ jobDefinition }, { services: { store }, caller: { place } }) {
    const { name, revision } = parseDefinition(jobDefinition, place) ?? {};
    if (name === undefined || revision === undefined) {
      throw new ClientException(`${jobDefinition} is not a job definition with a revision`);
    }
    const key = jobDefinitionKey(place, { name, revision });
    await commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const found = await store.resources.get(key);
        if (found === undefined || found.body.status === 'INACTIVE')
          return { changes: [], result: undefined };
        const body = { ...found.body, status: 'INACTIVE' } as const;
        return { changes: [{ type: 'put', key, body, expectedRevision: found.revision }], result: undefined };
      },
    });
    return {};
  },
});
