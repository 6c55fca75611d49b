import { assert } from '../../../base/assert.ts';
import { type JsonObject, jsonText } from '../../../base/json.ts';
import type { ShownEvent } from '../../../engine/event.ts';
import { operationOf, optional } from '../typed-operation.ts';
import { executionJson } from './execution-json.ts';
import { isChild, mapRunOfChild } from './map-runs.ts';
import { redriveStatusJson } from './redrive-status.ts';
import { getDescribedExecution } from './state-machines.ts';

interface DescribeExecutionInput {
  readonly executionArn: string;
}

export const describeExecution = operationOf<DescribeExecutionInput>('states', {
  name: 'DescribeExecution',
  permissions: ({ executionArn }) => [{ action: 'states:DescribeExecution', resource: executionArn }],
  async run({ executionArn }, call) {
    const { found } = await getDescribedExecution(executionArn, call, call.services.runtime.findWithEnds);
    const { summary, firstEvents, lastEvents } = found;
    const [started] = firstEvents;
    assert(started?.type === 'ExecutionStarted', `the start of ${executionArn}, not ${started?.type}`);
    const mapRun = isChild(summary) ? await mapRunOfChild(summary, call) : undefined;
    const last = lastEvents?.at(-1);
    const ended = last !== undefined && 'id' in last ? last : undefined;
    return {
      ...optional('mapRunArn', mapRun?.mapRunArn),
      ...executionJson(summary),
      ...dataJson('input', jsonText(started.input)),
      ...optional('traceHeader', started.traceHeader),
      ...(ended !== undefined && outcomeJson(ended)),
      ...(await redriveStatusJson(summary, ended?.id ?? 0, call)),
    };
  },
});

function outcomeJson(last: ShownEvent): JsonObject {
  if (last.type === 'ExecutionSucceeded') return dataJson('output', jsonText(last.output));
  if (
    last.type !== 'ExecutionFailed' &&
    last.type !== 'ExecutionTimedOut' &&
    last.type !== 'ExecutionAborted'
  )
    return {};
  const { error, cause } = last;
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function dataJson(name: 'input' | 'output', text: string): JsonObject {
  return { [name]: text, [`${name}Details`]: { included: true } };
}
