import type { JsonObject } from '../../../base/json.ts';
import type { ExecutionSummary } from '../../../store/store.ts';

/** Members that DescribeExecution and ListExecutions share. */
export function executionJson({
  executionArn,
  stateMachineArn,
  status,
  startedAt,
  stoppedAt,
}: ExecutionSummary) {
  return {
    executionArn,
    stateMachineArn,
    name: executionArn.slice(executionArn.lastIndexOf(':') + 1),
    status,
    startDate: startedAt,
    ...(stoppedAt !== undefined && { stopDate: stoppedAt }),
    redriveCount: 0,
  };
}

/** Whether the execution could be redriven, and why not. Source: API Reference, "DescribeExecution", redriveStatus. */
export function redriveJson({ status }: ExecutionSummary): JsonObject {
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED')
    return { redriveStatus: 'REDRIVABLE' };
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  };
}
