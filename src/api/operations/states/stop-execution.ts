import { Failure } from '../../../base/failure.ts';
import { operationOf } from '../typed-operation.ts';
import { getExecution } from './state-machines.ts';

interface StopExecutionInput {
  readonly executionArn: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Stopping an execution that has ended answers when it did. */
export const stopExecution = operationOf<StopExecutionInput>('states', {
  name: 'StopExecution',
  permissions: ({ executionArn }) => [{ action: 'states:StopExecution', resource: executionArn }],
  async run({ executionArn, error, cause }, call) {
    const { summary } = await getExecution(executionArn, call);
    const { runtime, store, clock } = call.services;
    if (summary.status === 'RUNNING') await runtime.stopExecution(summary, new Failure(error, cause));
    const stopped = await store.executions.get(summary);
    return { stopDate: stopped?.stoppedAt ?? clock.now() };
  },
});
