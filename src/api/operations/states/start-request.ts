import { type Arn, formatArn } from '../../../base/arn.ts';
import type { Json } from '../../../base/json.ts';
import type { Revision } from '../../../runtime/revisions.ts';
import type { Call } from '../../operation.ts';
import { checkName, type StateMachineName } from './arns.ts';
import { StateMachineDeleting } from './errors.ts';
import { parseExecutionInput } from './execution-input.ts';
import { getStateMachine } from './state-machines.ts';

/** What StartExecution and StartSyncExecution are asked. */
export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

/** A start whose request was checked. */
export interface PreparedStart {
  readonly machineName: StateMachineName;
  readonly revision: Revision;
  /** The execution's name: the caller's, or one of ours. */
  readonly name: string;
  readonly input: Json;
  /** `input` as the caller wrote it. */
  readonly inputText: string;
}

/** Recorded: what an operation answers that the state machine's type does not have. */
export const unsupportedType = 'This operation is not supported by this type of state machine';

/** Throws InvalidName, InvalidExecutionInput, InvalidArn, StateMachineDoesNotExist or StateMachineDeleting. */
export async function prepareStart(
  { stateMachineArn, name, input: inputText = '{}' }: StartRequest,
  call: Call,
): Promise<PreparedStart> {
  const { services } = call;
  if (name !== undefined) checkName(name);
  const input = parseExecutionInput(inputText);
  const { name: machineName, machine } = await getStateMachine(stateMachineArn, call);
  if (machine.body.status === 'DELETING') throw new StateMachineDeleting(stateMachineArn);
  const revision = await services.runtime.revisions.get(stateMachineArn, machine.body.revisionName);
  return { machineName, revision, name: name ?? services.newId(), input, inputText };
}

/** Runs an Express execution. Its name may be anybody else's too, so `id` tells executions of one name apart. */
export function startExpress({ machineName, revision, name, input }: PreparedStart, { services }: Call) {
  const executionArn = expressArnOf(machineName, name, services.newId());
  return { executionArn, ...services.runtime.startExpressExecution({ revision, executionArn, input }) };
}

function expressArnOf(
  { partition, region, account, name: machine }: StateMachineName,
  name: string,
  id: string,
): Arn {
  const resource = `express:${machine}:${name}:${id}`;
  return formatArn({ partition, service: 'states', region, account, resource });
}
