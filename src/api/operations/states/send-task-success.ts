import { operationOf } from '../typed-operation.ts';
import { InvalidOutput } from './errors.ts';
import { parseJsonText } from './json-text.ts';
import { reportPermission, reportTask } from './task-report.ts';

interface SendTaskSuccessInput {
  readonly taskToken: string;
  readonly output: string;
}

export const sendTaskSuccess = operationOf<SendTaskSuccessInput>('states', {
  name: 'SendTaskSuccess',
  permissions: () => reportPermission('SendTaskSuccess'),
  async run({ taskToken, output }, call) {
    await reportTask(
      taskToken,
      { result: parseJsonText(output, (problem) => new InvalidOutput(problem)) },
      call,
    );
    return {};
  },
});
