import { ValidationException } from '../../../base/aws-error.ts';
import { exceedsBytes, type Json, jsonText } from '../../../base/json.ts';
import { payloadBytesMax } from '../../../engine/limits.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { checkName, executionArnOf } from './arns.ts';
import { ExecutionAlreadyExists, InvalidExecutionInput, StateMachineDeleting } from './errors.ts';
import { parseJsonText } from './json-text.ts';
import { getStateMachine } from './state-machines.ts';

interface StartExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

export const startExecution = operationOf<StartExecutionInput>('states', {
  name: 'StartExecution',
  permissions: ({ stateMachineArn }) => [{ action: 'states:StartExecution', resource: stateMachineArn }],
  async run({ stateMachineArn, name, input: text = '{}' }, call) {
    const { services } = call;
    if (name !== undefined) checkName(name);
    const input = parseInput(text);
    const { name: machineName, machine } = await getStateMachine(stateMachineArn, call);
    if (machine.body.status === 'DELETING') throw new StateMachineDeleting(stateMachineArn);
    const revision = await services.runtime.revisions.get(stateMachineArn, machine.body.revisionName);
    const executionArn = executionArnOf(machineName, name ?? services.newId());
    const outcome = await services.runtime.startExecution({ revision, executionArn, input });
    if (outcome.type === 'exists') await checkSameStart(outcome.summary, text, call);
    return { executionArn, startDate: outcome.summary.startedAt };
  },
});

function parseInput(text: string): Json {
  if (text === '') throw new InvalidExecutionInput('Invalid execution input.');
  if (exceedsBytes(text, payloadBytesMax)) {
    throw new ValidationException(
      "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    );
  }
  return parseJsonText(text, (problem) => new InvalidExecutionInput(problem));
}

/**
 * The same start again, while the execution runs, is answered as the first was; any other is refused.
 *
 * Source: API Reference, "StartExecution", idempotency.
 */
async function checkSameStart(summary: ExecutionSummary, text: string, { services }: Call): Promise<void> {
  if (summary.status !== 'RUNNING') throw new ExecutionAlreadyExists(summary.executionArn);
  for await (const { events } of services.runtime.readTurns(summary)) {
    const [started] = events;
    if (started?.type === 'ExecutionStarted' && jsonText(started.input) === text) return;
    break;
  }
  throw new ExecutionAlreadyExists(summary.executionArn);
}
