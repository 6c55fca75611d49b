import { operationOf, optional } from '../typed-operation.ts';
import { mapRunOfChild, splitLabelledName } from './map-runs.ts';
import { getDescribedExecution, type IncludedData, revisionJson } from './state-machines.ts';

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
    const { store, runtime } = call.services;
    const { machineName, found: summary } = await getDescribedExecution(
      executionArn,
      call,
      store.executions.find,
    );
    const { name, label } = splitLabelledName(machineName);
    const mapRun = label === undefined ? undefined : await mapRunOfChild(summary, call);
    const { body } = await runtime.revisions.get(summary.stateMachineArn, summary.revisionName);
    return {
      stateMachineArn: summary.stateMachineArn,
      name,
      updateDate: body.updatedAt,
      ...revisionJson(body, includedData),
      ...optional('label', label),
      ...optional('mapRunArn', mapRun?.mapRunArn),
    };
  },
});
