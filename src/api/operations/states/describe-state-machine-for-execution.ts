import { operationOf } from '../typed-operation.ts';
import { getExecution, type IncludedData, revisionJson } from './state-machines.ts';

interface DescribeStateMachineForExecutionInput {
  readonly executionArn: string;
  readonly includedData?: IncludedData;
}

export const describeStateMachineForExecution = operationOf<DescribeStateMachineForExecutionInput>('states', {
  name: 'DescribeStateMachineForExecution',
  permissions: ({ executionArn }) => [
    { action: 'states:DescribeStateMachineForExecution', resource: executionArn },
  ],
  async run({ executionArn, includedData }, call) {
    const { name, summary } = await getExecution(executionArn, call);
    const { body } = await call.services.runtime.revisions.get(summary.stateMachineArn, summary.revisionName);
    return {
      stateMachineArn: summary.stateMachineArn,
      name: name.name,
      updateDate: body.updatedAt,
      ...revisionJson(body, includedData),
    };
  },
});
