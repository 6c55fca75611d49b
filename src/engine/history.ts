import type { TaskResource } from '../asl/compiled.ts';
import type { Arn } from '../base/arn.ts';
import { type Json, type JsonObject, jsonText } from '../base/json.ts';
import type {
  ExecutionEvent,
  ExecutionStarted,
  ShownEvent,
  TaskFailed,
  TaskScheduled,
  TaskStarted,
  TaskSucceeded,
} from './event.ts';

export interface HistoryRequest {
  readonly roleArn: string;
  /** Without it inputs and outputs are left out. */
  readonly includeExecutionData: boolean;
  /** The ARNs of the version that runs and of the alias that chose it, where it was started by one. */
  readonly qualifiers?: {
    readonly stateMachineVersionArn?: Arn;
    readonly stateMachineAliasArn?: Arn;
  };
}

/**
 * The API's HistoryEvent for `event`, or undefined where the API shows none. `timestamp` is in epoch milliseconds.
 *
 * Source: API Reference, "HistoryEvent"; which members appear is as recorded.
 */
export function historyEvent(event: ExecutionEvent, request: HistoryRequest): JsonObject | undefined {
  if (!('id' in event)) return undefined;
  const { type, details } = describe(event, request);
  const member = type[0]?.toLowerCase() + type.slice(1);
  return {
    timestamp: event.at,
    type,
    id: event.id,
    previousEventId: event.previousId,
    ...(details !== undefined && { [detailsMember(type, member)]: details }),
  };
}

/** Every state's Entered and Exited events share one member each. */
function detailsMember(type: string, member: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${member}EventDetails`;
}

interface Described {
  readonly type: string;
  readonly details: JsonObject | undefined;
}

function describe(event: ShownEvent, request: HistoryRequest): Described {
  const data = (name: 'input' | 'output', value: Json) => dataMembers(name, value, request);
  switch (event.type) {
    case 'ExecutionStarted':
      return { type: event.type, details: startedDetails(event, request) };
    case 'ExecutionSucceeded':
      return { type: event.type, details: data('output', event.output) };
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return { type: event.type, details: failureMembers(event) };
    case 'ExecutionRedriven':
      return { type: event.type, details: { redriveCount: event.redriveCount } };
    case 'StateEntered':
      return {
        type: `${event.stateType}StateEntered`,
        details: { name: event.stateName, ...data('input', event.input) },
      };
    case 'StateExited':
      return {
        type: `${event.stateType}StateExited`,
        details: {
          name: event.stateName,
          ...data('output', event.output),
          ...assignedMembers(event.assigned, request),
        },
      };
    case 'StateAborted':
      return { type: `${event.stateType}StateAborted`, details: undefined };
    case 'EvaluationFailed': {
      const { stateName: state, location } = event;
      return {
        type: event.type,
        details: { state, ...failureMembers(event), ...(location !== undefined && { location }) },
      };
    }
    case 'TaskScheduled':
      return describeScheduled(event, request);
    case 'TaskStarted':
      return describeTask(event.resource, 'Started', {}, startedMembers(event));
    case 'TaskSubmitted':
    case 'TaskSucceeded':
      return describeResult(event, request);
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskScheduleFailed':
      return describeTask(
        event.resource,
        event.type.slice('Task'.length),
        failureMembers(event),
        failureMembers(event),
      );
    case 'MapStateStarted':
      return { type: event.type, details: { length: event.items.length } };
    case 'MapRunStarted':
      return { type: event.type, details: { mapRunArn: event.mapRunArn } };
    case 'MapRunRedriven':
      return { type: event.type, details: { mapRunArn: event.mapRunArn, redriveCount: event.redriveCount } };
    case 'MapRunFailed':
      return { type: event.type, details: failureMembers(event) };
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
      return { type: event.type, details: { name: event.stateName, index: event.index } };
    case 'ParallelStateStarted':
    case 'ParallelStateSucceeded':
    case 'ParallelStateFailed':
    case 'MapStateSucceeded':
    case 'MapStateFailed':
    case 'MapRunSucceeded':
    case 'MapRunAborted':
      return { type: event.type, details: undefined };
  }
}

function startedDetails(event: ExecutionStarted, request: HistoryRequest): JsonObject {
  const { roleArn, qualifiers } = request;
  return { roleArn, ...dataMembers('input', event.input, request), ...qualifiers };
}

function describeScheduled(event: TaskScheduled, request: HistoryRequest): Described {
  const { resource, parameters, region, timeoutSeconds, heartbeatSeconds, targetRoleArn } = event;
  const common = {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined &&
      resource.kind !== 'LambdaFunction' && { heartbeatInSeconds: heartbeatSeconds }),
    ...(targetRoleArn !== undefined &&
      resource.kind !== 'Activity' && { taskCredentials: { roleArn: targetRoleArn } }),
  };
  if (resource.kind === 'Integration') {
    const shown = request.includeExecutionData ? jsonText(parameters) : '';
    const { resourceType, resource: name } = resource;
    return {
      type: 'TaskScheduled',
      details: { resourceType, resource: name, region, parameters: shown, ...common },
    };
  }
  const type = resource.kind === 'Activity' ? 'ActivityScheduled' : 'LambdaFunctionScheduled';
  return {
    type,
    details: { resource: resource.arn, ...dataMembers('input', parameters, request), ...common },
  };
}

function describeResult(
  event: TaskSucceeded | Extract<ShownEvent, { type: 'TaskSubmitted' }>,
  request: HistoryRequest,
): Described {
  const output = dataMembers('output', event.output, request);
  return describeTask(event.resource, event.type.slice('Task'.length), output, output);
}

/** A Lambda function's and an activity's events are named after them and tell their details alone. */
function describeTask(
  resource: TaskResource,
  what: string,
  members: JsonObject,
  alone: JsonObject | undefined,
): Described {
  if (resource.kind === 'LambdaFunction') return { type: `LambdaFunction${what}`, details: alone };
  if (resource.kind === 'Activity') return { type: `Activity${what}`, details: alone };
  const { resourceType, resource: name } = resource;
  return { type: `Task${what}`, details: { resourceType, resource: name, ...members } };
}

/** Only an activity's task tells something of its start. */
function startedMembers({ resource, workerName }: TaskStarted): JsonObject | undefined {
  if (resource.kind !== 'Activity') return undefined;
  return workerName === undefined ? {} : { workerName };
}

function failureMembers({ error, cause }: Pick<TaskFailed, 'error' | 'cause'>): JsonObject {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function dataMembers(
  name: 'input' | 'output',
  value: Json,
  { includeExecutionData }: HistoryRequest,
): JsonObject {
  if (!includeExecutionData) return {};
  return { [name]: jsonText(value), [`${name}Details`]: { truncated: false } };
}

function assignedMembers(
  assigned: Readonly<Record<string, Json>> | undefined,
  request: HistoryRequest,
): JsonObject {
  if (assigned === undefined || !request.includeExecutionData) return {};
  const texts = Object.entries(assigned).map(([name, value]) => [name, jsonText(value)] as const);
  return { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: { truncated: false } };
}
