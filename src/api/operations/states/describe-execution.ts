import { type JsonObject, jsonText } from '../../../base/json.ts';
import type { ExecutionEvent } from '../../../engine/event.ts';
import { operationOf } from '../typed-operation.ts';
import { executionJson, redriveJson } from './execution-json.ts';
import { getExecution } from './state-machines.ts';

interface DescribeExecutionInput {
  readonly executionArn: string;
}

export const describeExecution = operationOf<DescribeExecutionInput>('states', {
  name: 'DescribeExecution',
  permissions: ({ executionArn }) => [{ action: 'states:DescribeExecution', resource: executionArn }],
  async run({ executionArn }, call) {
    const { summary } = await getExecution(executionArn, call);
    const { runtime } = call.services;
    let described: JsonObject = { ...executionJson(summary), ...redriveJson(summary) };
    for await (const { events } of runtime.readTurns(summary)) {
      const [started] = events;
      if (started?.type === 'ExecutionStarted')
        described = { ...described, ...dataJson('input', jsonText(started.input)) };
      break;
    }
    if (summary.status === 'RUNNING') return described;
    for await (const { events } of runtime.readTurns(summary, { reverse: true })) {
      const [last] = events;
      return last === undefined ? described : { ...described, ...outcomeJson(last) };
    }
    return described;
  },
});

function outcomeJson(last: ExecutionEvent): JsonObject {
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
