import { Failure } from '../../base/failure.ts';
import { type Json, type JsonObject, jsonText, parseJson, plainJson } from '../../base/json.ts';
import { capitalizedName } from '../aws-sdk/java-names.ts';

/**
 * How a nested execution ended: the task's result, or undefined while it goes on. `description` is the answer of
 * DescribeExecution, and `syncVersion` says whether Input and Output stay text (1) or are parsed (2).
 *
 * A child that failed fails its parent with `States.TaskFailed` whatever its own error was, even `States.Timeout`.
 */
export function nestedResult(description: JsonObject, syncVersion: number): Json | Failure | undefined {
  switch (description.status) {
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return undefined;
    case 'SUCCEEDED':
      return describe(description, syncVersion === 2);
    default:
      return new Failure('States.TaskFailed', jsonText(describe(description, false)));
  }
}

/** In the order of the result's members. */
const members = [
  'cause',
  'error',
  'executionArn',
  'input',
  'inputDetails',
  'mapRunArn',
  'name',
  'output',
  'outputDetails',
  'redriveCount',
  'redriveDate',
  'redriveStatus',
  'redriveStatusReason',
  'startDate',
  'stateMachineAliasArn',
  'stateMachineArn',
  'stateMachineVersionArn',
  'status',
  'stopDate',
  'traceHeader',
].map((name) => ({ name, resultName: capitalizedName(name) }));

function describe(description: JsonObject, isParsed: boolean): JsonObject {
  const result: Record<string, Json> = {};
  for (const { name, resultName } of members) {
    const value = description[name];
    if (value === undefined || value === null) continue;
    if (name === 'inputDetails' || name === 'outputDetails') result[resultName] = { Included: true };
    else result[resultName] = isParsed && (name === 'input' || name === 'output') ? parsed(value) : value;
  }
  return result;
}

function parsed(value: Json): Json {
  return typeof value === 'string' ? plainJson(parseJson(value)) : value;
}
