import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { ecsOperation } from './ecs-operation.ts';
import { beingModified } from './errors.ts';
import { parseTaskDefinition, taskDefinitionJson, taskDefinitionKey } from './task-definitions.ts';

/** A definition that is deregistered can still be described; no task is made of it. */
export const deregisterTaskDefinition = ecsOperation<{ readonly taskDefinition: string }>({
  name: 'DeregisterTaskDefinition',
  permissions: () => [{ action: 'ecs:DeregisterTaskDefinition', resource: '*' }],
  async run({ taskDefinition }, { services: { store, clock }, caller: { place } }) {
    const { family, revision } = parseTaskDefinition(taskDefinition, place) ?? {};
    if (family === undefined) throw new ClientException('The specified task definition does not exist.');
    if (revision === undefined) throw new ClientException('Revision is missing.');
    const key = taskDefinitionKey(place, { family, revision });
    return commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const found = await store.resources.get(key);
        if (found === undefined) throw new ClientException('The specified task definition does not exist.');
        if (found.body.status === 'INACTIVE') {
          return { changes: [], result: { taskDefinition: taskDefinitionJson(found.body) } };
        }
        const body = { ...found.body, status: 'INACTIVE', deregisteredAt: clock.now() } as const;
        return {
          changes: [{ type: 'put', key, body, expectedRevision: found.revision }],
          result: { taskDefinition: taskDefinitionJson(body) },
        };
      },
    });
  },
});
