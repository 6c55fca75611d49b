import { connectionKey } from '../../../eventbridge/connection-secrets.ts';
import { commitChanges } from '../commit-changes.ts';
import { changedMeanwhile } from './buses.ts';
import { connectionJson, connectionPermission, getConnection } from './connections.ts';
import { eventsOperation } from './events-operation.ts';

interface DeleteConnectionInput {
  readonly Name: string;
}

export const deleteConnection = eventsOperation<DeleteConnectionInput>({
  name: 'DeleteConnection',
  permissions: connectionPermission('events:DeleteConnection'),
  run: async ({ Name }, call) =>
    commitChanges({
      store: call.services.store,
      async decide() {
        const { body, revision } = await getConnection(Name, call);
        const key = connectionKey(call.caller.place, Name);
        return {
          changes: [{ type: 'delete', key, expectedRevision: revision }],
          result: { ...connectionJson(body), ConnectionState: 'DELETING' },
        };
      },
      giveUp: () => changedMeanwhile(Name),
    }),
});
