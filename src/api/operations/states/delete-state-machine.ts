import { Failure } from '../../../base/failure.ts';
import type { StateMachineBody } from '../../../store/resources.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { parseStateMachineArn, type StateMachineName } from './arns.ts';
import { findStateMachine, stateMachineKey } from './state-machines.ts';

interface DeleteStateMachineInput {
  readonly stateMachineArn: string;
}

/** Executions stopped together. */
const stopBatch = 200;

/**
 * The machine takes no more executions at once; it is gone when those under way have been stopped. Deleting what does
 * not exist succeeds (recorded).
 */
export const deleteStateMachine = operationOf<DeleteStateMachineInput>('states', {
  name: 'DeleteStateMachine',
  permissions: ({ stateMachineArn }) => [{ action: 'states:DeleteStateMachine', resource: stateMachineArn }],
  async run({ stateMachineArn }, call) {
    const name = parseStateMachineArn(stateMachineArn);
    const { resources } = call.services.store;
    const machine = await findStateMachine(name, call);
    if (machine === undefined) return {};
    await markDeleting(name, machine, call);
    await stopExecutions(stateMachineArn, call);
    await resources.write([{ type: 'delete', key: stateMachineKey(name), expectedRevision: undefined }]);
    return {};
  },
});

async function markDeleting(
  name: StateMachineName,
  machine: Resource<'StateMachine'>,
  call: Call,
): Promise<void> {
  if (machine.body.status === 'DELETING') return;
  const body: StateMachineBody = { ...machine.body, status: 'DELETING' };
  await call.services.store.resources.write([
    { type: 'put', key: stateMachineKey(name), body, expectedRevision: undefined },
  ]);
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
