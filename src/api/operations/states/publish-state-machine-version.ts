import { assert } from '../../../base/assert.ts';
import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { ConflictException, StateMachineDeleting } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { getStateMachine, machineAlwaysChanged, putStateMachine } from './state-machines.ts';
import { publishVersion, versionArnOf, versionKey } from './versions.ts';

interface PublishStateMachineVersionInput {
  readonly stateMachineArn: string;
  readonly revisionId?: string;
  readonly description?: string;
}

/** What requests call the first revision, which has no id. Source: API Reference, "PublishStateMachineVersion". */
const initialRevision = 'INITIAL';

/** A revision is published once: asked again, the answer is the version it has. */
export const publishStateMachineVersion = operationOf<PublishStateMachineVersionInput>('states', {
  name: 'PublishStateMachineVersion',
  permissions: ({ stateMachineArn }) => [
    machinePermission('states:PublishStateMachineVersion', stateMachineArn),
  ],
  async run({ stateMachineArn, revisionId, description }, call) {
    const { store, clock } = call.services;
    return commitChanges({
      store,
      async decide() {
        const { name, machine } = await getStateMachine(stateMachineArn, call);
        if (machine.body.status === 'DELETING') throw new StateMachineDeleting(stateMachineArn);
        checkRevision(revisionId, machine.body.revisionId);
        const at = clock.now();
        const { version, machine: body, changes } = publishVersion(name, machine.body, { description, at });
        const stateMachineVersionArn = versionArnOf(stateMachineArn, version);
        if (changes.length === 0) {
          const published = await store.resources.get(versionKey(name, version));
          assert(published !== undefined, `version ${stateMachineVersionArn} to be stored`);
          return { changes, result: { creationDate: published.body.createdAt, stateMachineVersionArn } };
        }
        return {
          changes: [...changes, putStateMachine(machine, body)],
          result: { creationDate: at, stateMachineVersionArn },
        };
      },
      giveUp: machineAlwaysChanged,
    });
  },
});

function checkRevision(asked: string | undefined, revisionId: string | undefined): void {
  const current = revisionId ?? initialRevision;
  if (asked === undefined || asked === current) return;
  throw new ConflictException(
    `Failed to publish the State Machine version for revision ${asked}. The current State Machine revision is ${current}.`,
  );
}
