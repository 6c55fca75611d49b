import { Failure } from '../../../base/failure.ts';
import { operationOf } from '../typed-operation.ts';
import { reportPermission, reportTask } from './task-report.ts';

interface SendTaskFailureInput {
  readonly taskToken: string;
  readonly error?: string;
  readonly cause?: string;
}

export const sendTaskFailure = operationOf<SendTaskFailureInput>('states', {
  name: 'SendTaskFailure',
  permissions: () => reportPermission('SendTaskFailure'),
  async run({ taskToken, error, cause }, call) {
    await reportTask(taskToken, { result: new Failure(error, cause) }, call);
    return {};
  },
});
