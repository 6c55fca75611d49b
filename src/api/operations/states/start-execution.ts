import { jsonText } from '../../../base/json.ts';
import type { ExecutionSummary } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { executionArnOf } from './arns.ts';
import { ExecutionAlreadyExists } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { prepareStart, type StartRequest, startExpress } from './start-request.ts';

export const startExecution = operationOf<StartRequest>('states', {
  name: 'StartExecution',
  permissions: ({ stateMachineArn }) => [machinePermission('states:StartExecution', stateMachineArn)],
  async run(request, call) {
    const start = await prepareStart(request, call);
    const { machineName, revision, version, alias, name, input, inputText, traceHeader } = start;
    if (revision.body.type === 'EXPRESS') {
      const { executionArn, startedAt } = startExpress(start, call);
      return { executionArn, startDate: startedAt };
    }
    const executionArn = executionArnOf(machineName, name);
    const outcome = await call.services.runtime.startExecution({
      revision,
      version,
      alias,
      executionArn,
      input,
      traceHeader,
    });
    if (outcome.type === 'exists') await checkSameStart(outcome.summary, inputText, call);
    return { executionArn, startDate: outcome.summary.startedAt };
  },
});

/**
 * The same start again, while the execution runs, is answered as the first was; any other is refused. Only the name
 * and the input count, not the version or the alias.
 *
 * Source: API Reference, "StartExecution", idempotency.
 */
async function checkSameStart(summary: ExecutionSummary, text: string, { services }: Call): Promise<void> {
  if (summary.status !== 'RUNNING') throw new ExecutionAlreadyExists(summary.executionArn);
  const found = await services.runtime.findWithEnds(summary.executionArn);
  const started = found?.firstEvents[0];
  if (started?.type === 'ExecutionStarted' && jsonText(started.input) === text) return;
  throw new ExecutionAlreadyExists(summary.executionArn);
}
