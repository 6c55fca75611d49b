import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { aliasNameOf, listAliases } from './aliases.ts';
import { parseQualifiedArn } from './arns.ts';
import { ConflictException, InvalidArn } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { findStateMachine, machineAlwaysChanged, putStateMachine } from './state-machines.ts';
import { isVersionNumber, numberOf, versionKey, withoutVersion } from './versions.ts';

interface DeleteStateMachineVersionInput {
  readonly stateMachineVersionArn: string;
}

/** Executions that run the version go on. Deleting what does not exist succeeds (recorded). */
export const deleteStateMachineVersion = operationOf<DeleteStateMachineVersionInput>('states', {
  name: 'DeleteStateMachineVersion',
  permissions: ({ stateMachineVersionArn }) => [
    machinePermission('states:DeleteStateMachineVersion', stateMachineVersionArn),
  ],
  async run({ stateMachineVersionArn }, call) {
    const { name, qualifier } = parseQualifiedArn(stateMachineVersionArn);
    if (qualifier === undefined || !isVersionNumber(qualifier)) {
      throw new InvalidArn(`Invalid ARN: ${stateMachineVersionArn}`);
    }
    const { store } = call.services;
    return commitChanges({
      store,
      async decide() {
        const machine = await findStateMachine(name, call);
        const version = machine && (await store.resources.get(versionKey(name, qualifier)));
        if (machine === undefined || version === undefined) return { changes: [], result: {} };
        const number = numberOf(version);
        // Whoever changes an alias changes the machine's row too, so these are the aliases at the time of the write.
        const referring = (await listAliases(name, call)).filter(({ body }) =>
          body.routes.some((route) => route.version === number),
        );
        if (referring.length > 0) throw new ConflictException(stillReferenced(referring.map(aliasNameOf)));
        return {
          changes: [
            { type: 'delete', key: versionKey(name, qualifier), expectedRevision: version.revision },
            putStateMachine(machine, withoutVersion(machine.body, number)),
          ],
          result: {},
        };
      },
      giveUp: machineAlwaysChanged,
    });
  },
});

/** Recorded. */
function stillReferenced(aliases: readonly string[]): string {
  const list = `[${aliases.join(', ')}]`;
  return `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: ${list}`;
}
