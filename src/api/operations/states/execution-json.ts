import type { Arn } from '../../../base/arn.ts';
import { qualifierArns } from '../../../runtime/qualifiers.ts';
import type { ExecutionSummary } from '../../../store/store.ts';

/** Members that DescribeExecution and ListExecutions share. */
export function executionJson({
  executionArn,
  stateMachineArn,
  version,
  alias,
  status,
  startedAt,
  stoppedAt,
  redriveCount,
  redrivenAt,
}: ExecutionSummary) {
  return {
    executionArn,
    stateMachineArn,
    ...qualifierArns(stateMachineArn, { version, alias }),
    name: executionNameOf(executionArn),
    status,
    startDate: startedAt,
    ...(stoppedAt !== undefined && { stopDate: stoppedAt }),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: redrivenAt }),
  };
}

/** An Express execution's ARN has an id behind the name. */
function executionNameOf(executionArn: Arn): string {
  return executionArn.split(':')[7] ?? '';
}
