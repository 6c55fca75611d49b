import { formatArn, type Place } from '../../../../base/arn.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { isoTime } from '../../../../engine/context-object.ts';
import type { ExecutionFacts } from '../../../../engine/execution.ts';
import { stateMachineArnOf } from '../arns.ts';
import { parseJsonText } from '../json-text.ts';
import { testedStateName } from './state-test.ts';

/** The names of a state machine and an execution that exist for one test only, as AWS makes them up (recorded). */
export function inventFacts(
  place: Place,
  { roleArn, newId }: { readonly roleArn: string | undefined; readonly newId: () => string },
): ExecutionFacts {
  const { partition, region, account } = place;
  const stateMachineName = newId();
  const name = newId();
  const resource = `express:${stateMachineName}:${name}`;
  return {
    executionArn: formatArn({ partition, service: 'states', region, account, resource }),
    name,
    stateMachineArn: stateMachineArnOf(place, stateMachineName),
    stateMachineName,
    roleArn: roleArn ?? '',
    region,
  };
}

export interface ContextRequest {
  readonly facts: ExecutionFacts;
  readonly input: Json;
  readonly at: number;
  /** Undefined for a state that cannot be retried. */
  readonly retryCount: number | undefined;
}

/** The Context object of a test that brings none; members and their order as recorded. */
export function inventContext({ facts, input, at, retryCount }: ContextRequest): JsonObject {
  return {
    Execution: {
      Id: facts.executionArn,
      Input: input,
      Name: facts.name,
      RoleArn: facts.roleArn === '' ? null : facts.roleArn,
      StartTime: isoTime(at),
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: {
      Name: testedStateName,
      EnteredTime: isoTime(at),
      ...(retryCount !== undefined && { RetryCount: retryCount }),
    },
  };
}

/** Source: Developer Guide, "Accessing execution data from the Context object". */
const contextFields: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
  State: ['EnteredTime', 'Name', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
};

/** Throws ValidationException for what cannot stand in for a Context object. */
export function parseContext(text: string): JsonObject {
  const context = parseJsonText(text, invalidContext);
  if (!isJsonObject(context)) throw invalidContext('Context object must be a JSON object');
  for (const [name, members] of Object.entries(context)) {
    if (name === 'Map') throw invalidContext("'Map' field is not supported when mocking a Context object");
    const known = contextFields[name];
    if (known === undefined) throw notAllowed(name);
    if (!isJsonObject(members)) throw invalidContext(`Field '${name}' must be an object`);
    for (const member of Object.keys(members)) if (!known.includes(member)) throw notAllowed(member);
  }
  return context;
}

function notAllowed(field: string): ValidationException {
  return invalidContext(`Field '${field}' is not allowed`);
}

function invalidContext(problem: string): ValidationException {
  return new ValidationException(`Invalid Context object provided: ${problem}`);
}
