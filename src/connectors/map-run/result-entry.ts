import { isJsonArray, type Json, type JsonObject, jsonText, parseJson } from '../../base/json.ts';
import type { ChildResult } from './map-run-data.ts';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/**
 * What a child execution adds to the results: itself with its output, or its output alone, or what its output holds where that is
 * an array. One that did not succeed is always shown itself.
 *
 * Source: Developer Guide, "ResultWriter (Map)".
 */
export function resultEntries(result: ChildResult, transformation: Transformation): readonly Json[] {
  const { status, output } = result;
  if (transformation === 'NONE' || status !== 'SUCCEEDED' || output === undefined) return [described(result)];
  const value = parseJson(output);
  return transformation === 'FLATTEN' && isJsonArray(value) ? value : [value];
}

/** A child execution as result files show it. */
function described(result: ChildResult): JsonObject {
  const { status, input, output, error, cause, startDate, stopDate } = result;
  if (status === 'PENDING') return { Input: input, InputDetails: included, Status: status };
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: result.executionArn,
    Input: input,
    InputDetails: included,
    Name: result.name,
    ...(output !== undefined && { Output: output }),
    OutputDetails: included,
    RedriveCount: result.redriveCount,
    ...(status === 'SUCCEEDED' ? notRedrivable : redrivable),
    ...(startDate !== undefined && { StartDate: new Date(startDate).toISOString() }),
    StateMachineArn: result.stateMachineArn,
    Status: status,
    ...(stopDate !== undefined && { StopDate: new Date(stopDate).toISOString() }),
  };
}

const included = { Included: true };

const notRedrivable = {
  RedriveStatus: 'NOT_REDRIVABLE',
  RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
};

/** Child executions are redriven by the redrive of their Map Run. */
const redrivable = { RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' };

/** An entry as JSON text without a line break, for a file whose lines are entries. */
export function lineText(entry: Json): string {
  const text = jsonText(entry);
  return /[\n\r]/.test(text) ? JSON.stringify(entry) : text;
}
