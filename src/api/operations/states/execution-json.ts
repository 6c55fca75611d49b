import type { Arn } from '../../../base/arn.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import { aliasArnOf } from './aliases.ts';
import { versionArnOf } from './versions.ts';

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
    ...qualifiersJson({ stateMachineArn, version, alias }),
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

/** The version that the execution runs and the alias that chose it, where it was started by one. */
export function qualifiersJson({
  stateMachineArn,
  version,
  alias,
}: Pick<ExecutionSummary, 'stateMachineArn' | 'version' | 'alias'>) {
  return {
    ...(version !== undefined && { stateMachineVersionArn: versionArnOf(stateMachineArn, version) }),
    ...(alias !== undefined && { stateMachineAliasArn: aliasArnOf(stateMachineArn, alias) }),
  };
}
