import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { aliasKey, parseAliasArn } from './aliases.ts';
import { machinePermission } from './machine-permission.ts';
import { findStateMachine, machineAlwaysChanged, putStateMachine } from './state-machines.ts';

interface DeleteStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
}

/** Executions that were started with the alias go on. Deleting what does not exist succeeds (recorded). */
export const deleteStateMachineAlias = operationOf<DeleteStateMachineAliasInput>('states', {
  name: 'DeleteStateMachineAlias',
  permissions: ({ stateMachineAliasArn }) => [
    machinePermission('states:DeleteStateMachineAlias', stateMachineAliasArn),
  ],
  async run({ stateMachineAliasArn }, call) {
    const { name, alias } = parseAliasArn(stateMachineAliasArn);
    const { store } = call.services;
    const key = aliasKey(name, alias);
    return commitChanges({
      store,
      async decide() {
        const machine = await findStateMachine(name, call);
        const found = machine && (await store.resources.get(key));
        if (machine === undefined || found === undefined) return { changes: [], result: {} };
        return {
          changes: [
            { type: 'delete', key, expectedRevision: found.revision },
            putStateMachine(machine, machine.body),
          ],
          result: {},
        };
      },
      giveUp: machineAlwaysChanged,
    });
  },
});
