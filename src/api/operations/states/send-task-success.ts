import { findJsonProblem } from '../../../asl/json-problem.ts';
import { type Json, parseJson } from '../../../base/json.ts';
import { operationOf } from '../typed-operation.ts';
import { InvalidOutput } from './errors.ts';
import { reportPermission, reportTask } from './task-report.ts';

interface SendTaskSuccessInput {
  readonly taskToken: string;
  readonly output: string;
}

export const sendTaskSuccess = operationOf<SendTaskSuccessInput>('states', {
  name: 'SendTaskSuccess',
  permissions: () => reportPermission('SendTaskSuccess'),
  async run({ taskToken, output }, call) {
    await reportTask(taskToken, { result: parseOutput(output) }, call);
    return {};
  },
});

function parseOutput(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new InvalidOutput(findJsonProblem(text)?.message ?? 'Invalid output.');
  }
}
