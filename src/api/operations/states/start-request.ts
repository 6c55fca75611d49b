import { type Arn, formatArn } from '../../../base/arn.ts';
import type { Json } from '../../../base/json.ts';
import type { Revision } from '../../../runtime/revisions.ts';
import type { Call } from '../../operation.ts';
import { chooseRoute } from './aliases.ts';
import { checkName, type StateMachineName } from './arns.ts';
import { StateMachineDeleting } from './errors.ts';
import { parseExecutionInput } from './execution-input.ts';
import { chooseRevision, getQualifiedStateMachine } from './qualified-state-machine.ts';

/** What StartExecution and StartSyncExecution are asked. */
export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
  readonly traceHeader?: string;
}

/** A start whose request was checked. */
export interface PreparedStart {
  readonly machineName: StateMachineName;
  readonly revision: Revision;
  /** The version that runs and the alias that chose it, if the request asked for one. */
  readonly version: string | undefined;
  readonly alias: string | undefined;
  /** The execution's name: the caller's, or one of ours. */
  readonly name: string;
  readonly input: Json;
  /** `input` as the caller wrote it. */
  readonly inputText: string;
  /** As the request gives it, or else the trace that the request itself belongs to. */
  readonly traceHeader: string | undefined;
}

/** Recorded: what an operation answers that the state machine's type does not have. */
export const unsupportedType = 'This operation is not supported by this type of state machine';

/** Throws InvalidName, InvalidExecutionInput, InvalidArn, StateMachineDoesNotExist or StateMachineDeleting. */
export async function prepareStart(
  { stateMachineArn, name, input: inputText = '{}', traceHeader }: StartRequest,
  call: Call,
): Promise<PreparedStart> {
  const { services, traceHeader: callTraceHeader } = call;
  if (name !== undefined) checkName(name);
  const input = parseExecutionInput(inputText);
  const found = await getQualifiedStateMachine(stateMachineArn, call);
  const { name: machineName, machine } = found;
  if (machine.body.status === 'DELETING') throw new StateMachineDeleting(stateMachineArn);
  const { revisionName, version, alias } = chooseRevision(found, (routes) =>
    chooseRoute(routes, services.random()),
  );
  const revision = await services.runtime.revisions.get(machineName.stateMachineArn, revisionName);
  return {
    machineName,
    revision,
    version,
    alias,
    name: name ?? services.newId(),
    input,
    inputText,
    traceHeader: traceHeader ?? callTraceHeader,
  };
}

/** Runs an Express execution. */
export function startExpress(start: PreparedStart, { services }: Call) {
  const { machineName, revision, version, alias, name, input, traceHeader } = start;
  const executionArn = expressArnOf(machineName, name, services.newId());
  const request = { revision, version, alias, executionArn, input, traceHeader };
  return { executionArn, ...services.runtime.startExpressExecution(request) };
}

/** An execution's name may be anybody else's too, so `id` tells executions of one name apart. */
function expressArnOf(
  { partition, region, account, name: machine }: StateMachineName,
  name: string,
  id: string,
): Arn {
  const resource = `express:${machine}:${name}:${id}`;
  return formatArn({ partition, service: 'states', region, account, resource });
}
