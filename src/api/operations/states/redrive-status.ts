import type { JsonObject } from '../../../base/json.ts';
import { redriveRefusal } from '../../../engine/redrive.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { parseExecutionArn } from './arns.ts';
import { isChild } from './map-runs.ts';
import { stateMachineKey } from './state-machines.ts';

/**
 * Whether the execution can be redriven, and why not. `eventCount` is how many events its history shows.
 *
 * Source: API Reference, "DescribeExecution", redriveStatus and redriveStatusReason.
 */
export async function redriveStatusJson(
  summary: ExecutionSummary,
  eventCount: number,
  call: Call,
): Promise<JsonObject> {
  const refusal = redriveRefusal({ eventCount, ...summary }, call.services.clock.now());
  if (isChild(summary) && refusal === undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  const reason = (await deletionRefusal(summary, call)) ?? refusal;
  if (reason === undefined) return { redriveStatus: 'REDRIVABLE' };
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

/** Why an execution that ended without success cannot be redriven, where its state machine is gone or about to be. */
export async function deletionRefusal(
  summary: ExecutionSummary,
  { services }: Call,
): Promise<string | undefined> {
  const { executionArn, status } = summary;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return undefined;
  if (isChild(summary)) return undefined;
  const machine = await services.store.resources.get(stateMachineKey(parseExecutionArn(executionArn)));
  return machine?.body.status === 'ACTIVE' ? undefined : 'State machine is in DELETING status';
}
