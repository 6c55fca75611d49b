import type { CompiledState } from '../asl/compiled.ts';
import { type JsonObject, plainJson } from '../base/json.ts';
import type { Execution, InState, MapItem } from './execution.ts';

export interface ContextRequest {
  readonly execution: Execution;
  readonly position: InState;
  readonly state: CompiledState;
  readonly item: MapItem | undefined;
  /** Gives the token of the task that would be scheduled now. */
  readonly taskToken: () => string;
}

/**
 * The Context object, `$$` in JSONPath.
 *
 * Source: Developer Guide, "Accessing execution data from the Context object"; members and their order as recorded.
 */
export function contextObject({ execution, position, state, item, taskToken }: ContextRequest): JsonObject {
  const { facts, redrives } = execution;
  const redrive = redrives.at(-1);
  const canRetry = state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
  return {
    Execution: {
      Id: facts.executionArn,
      Input: plainJson(execution.input),
      StartTime: isoTime(execution.startedAt),
      Name: facts.name,
      RoleArn: facts.roleArn,
      // Recorded: an Express execution has none, since it cannot be redriven.
      ...(facts.isExpress !== true && { RedriveCount: redrives.length }),
      ...(redrive !== undefined && { RedriveTime: isoTime(redrive.at) }),
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: {
      Name: position.stateName,
      EnteredTime: isoTime(position.enteredAt),
      ...(canRetry && { RetryCount: retryCount(position) }),
    },
    ...(item !== undefined && { Map: { Item: itemObject(item) } }),
    ...(takesToken(state) && { Task: { Token: taskToken() } }),
  };
}

function itemObject({ index, key, value, source }: MapItem): JsonObject {
  return {
    Index: index,
    ...(key !== undefined && { Key: key }),
    Value: value,
    ...(source !== undefined && { Source: source }),
  };
}

function retryCount(position: InState): number {
  return position.attempts.reduce((sum, attempts) => sum + attempts, 0);
}

function takesToken(state: CompiledState): boolean {
  if (state.type !== 'Task') return false;
  return (
    state.resource.kind === 'Activity' ||
    (state.resource.kind === 'Integration' && state.resource.pattern !== 'RequestResponse')
  );
}

/** An instant in ISO 8601 as Step Functions writes it: to the millisecond, trailing zeros dropped. */
export function isoTime(at: number): string {
  const [seconds = '', milliseconds = ''] = new Date(at).toISOString().slice(0, -1).split('.');
  const fraction = milliseconds.replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
