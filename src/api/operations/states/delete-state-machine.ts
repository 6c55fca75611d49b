import { ValidationException } from '../../../base/aws-error.ts';
import { Failure } from '../../../base/failure.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { operationOf } from '../typed-operation.ts';
import { aliasKey, aliasNameOf, listAliases } from './aliases.ts';
import { parseQualifiedArn, type StateMachineName } from './arns.ts';
import { machinePermission } from './machine-permission.ts';
import {
  findStateMachine,
  machineAlwaysChanged,
  putStateMachine,
  stateMachineKey,
} from './state-machines.ts';
import { listVersions, versionKey } from './versions.ts';

interface DeleteStateMachineInput {
  readonly stateMachineArn: string;
}

/** Executions stopped together. */
const stopBatch = 200;

/**
 * The machine takes no more executions at once; it is gone, with its versions and aliases, when those under way have
 * been stopped. Deleting what does not exist succeeds (recorded). What executions ran stays readable with them.
 */
export const deleteStateMachine = operationOf<DeleteStateMachineInput>('states', {
  name: 'DeleteStateMachine',
  permissions: ({ stateMachineArn }) => [machinePermission('states:DeleteStateMachine', stateMachineArn)],
  async run({ stateMachineArn }, call) {
    const { name, qualifier } = parseQualifiedArn(stateMachineArn);
    if (qualifier !== undefined) throw new ValidationException(qualifiedArn);
    if (!(await markDeleting(name, call))) return {};
    await stopExecutions(stateMachineArn, call);
    await deleteMachine(name, call);
    return {};
  },
});

/** Source of the exception, not of the words: API Reference, "DeleteStateMachine". */
const qualifiedArn = 'A version or an alias is not deleted by DeleteStateMachine.';

/** False where there is no such machine. */
async function markDeleting(name: StateMachineName, call: Call): Promise<boolean> {
  return commitChanges<boolean>({
    store: call.services.store,
    async decide() {
      const machine = await findStateMachine(name, call);
      if (machine === undefined) return { changes: [], result: false };
      if (machine.body.status === 'DELETING') return { changes: [], result: true };
      return { changes: [putStateMachine(machine, { ...machine.body, status: 'DELETING' })], result: true };
    },
    giveUp: machineAlwaysChanged,
  });
}

async function stopExecutions(stateMachineArn: string, call: Call): Promise<void> {
  const { store, runtime } = call.services;
  for (;;) {
    const running = await store.executions.list({
      stateMachineArn,
      status: 'RUNNING',
      before: undefined,
      limit: stopBatch,
    });
    await Promise.all(running.map((summary) => runtime.stopExecution(summary, stateMachineDeleted)));
    if (running.length < stopBatch) return;
  }
}

const stateMachineDeleted = new Failure(undefined, 'The state machine was deleted.');

/** All at once: what else has the machine's name goes with it, and nothing that a successor of that name may have. */
async function deleteMachine(name: StateMachineName, call: Call): Promise<void> {
  await commitChanges<undefined>({
    store: call.services.store,
    async decide() {
      const machine = await findStateMachine(name, call);
      if (machine?.body.status !== 'DELETING') return { changes: [], result: undefined };
      const changes: ResourceChange[] = [];
      for (const alias of await listAliases(name, call)) {
        const key = aliasKey(name, aliasNameOf(alias));
        changes.push({ type: 'delete', key, expectedRevision: undefined });
      }
      for (const { number } of await listVersions(name, call)) {
        changes.push({ type: 'delete', key: versionKey(name, number), expectedRevision: undefined });
      }
      changes.push({ type: 'delete', key: stateMachineKey(name), expectedRevision: machine.revision });
      return { changes, result: undefined };
    },
    giveUp: machineAlwaysChanged,
  });
}
