import { operationOf } from '../typed-operation.ts';
import { ExecutionNotRedrivable } from './errors.ts';
import { isChild } from './map-runs.ts';
import { deletionRefusal } from './redrive-status.ts';
import { getExecution } from './state-machines.ts';

interface RedriveExecutionInput {
  readonly executionArn: string;
  readonly clientToken?: string;
}

/** The execution goes on with the definition and the role it was started with. */
export const redriveExecution = operationOf<RedriveExecutionInput>('states', {
  name: 'RedriveExecution',
  permissions: ({ executionArn }) => [{ action: 'states:RedriveExecution', resource: executionArn }],
  async run({ executionArn, clientToken }, call) {
    const { summary } = await getExecution(executionArn, call);
    if (isChild(summary)) throw new ExecutionNotRedrivable(executionArn, byMapRunOnly);
    const isDeleting = await deletionRefusal(summary, call);
    if (isDeleting !== undefined) throw new ExecutionNotRedrivable(executionArn, isDeleting);
    const outcome = await call.services.runtime.redriveExecution(summary, clientToken);
    if (outcome.type === 'refused') throw new ExecutionNotRedrivable(executionArn, outcome.reason);
    return { redriveDate: outcome.redrivenAt };
  },
});

/** The words are ours; no answer of AWS is recorded. */
const byMapRunOnly = 'Execution was started by a Map Run, whose own execution redrives it';
