import { type JsonObject, jsonText } from '../../../base/json.ts';
import type { ShownEvent } from '../../../engine/event.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
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
    const { summary } = await getDescribedExecution(executionArn, call);
    const { runtime } = call.services;
    const mapRun = isChild(summary) ? await mapRunOfChild(summary, call) : undefined;
    let described: JsonObject = { ...executionJson(summary), ...optional('mapRunArn', mapRun?.mapRunArn) };
    for await (const { events } of runtime.readTurns(summary, { isOnlyOne: true })) {
      const [started] = events;
      if (started?.type === 'ExecutionStarted')
        described = {
          ...described,
          ...dataJson('input', jsonText(started.input)),
          ...optional('traceHeader', started.traceHeader),
        };
    }
    const last = summary.status === 'RUNNING' ? undefined : await lastEvent(summary, call);
    const eventCount = last === undefined ? 0 : last.id;
    return {
      ...described,
      ...(last !== undefined && outcomeJson(last)),
      ...(await redriveStatusJson(summary, eventCount, call)),
    };
  },
});

/** The event that ended the execution. */
async function lastEvent(summary: ExecutionSummary, { services }: Call): Promise<ShownEvent | undefined> {
  for await (const { events } of services.runtime.readTurns(summary, { reverse: true, isOnlyOne: true })) {
    const [last] = events;
    return last !== undefined && 'id' in last ? last : undefined;
  }
  return undefined;
}

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
