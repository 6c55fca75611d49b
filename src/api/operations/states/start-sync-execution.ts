import { assert } from '../../../base/assert.ts';
import { type JsonObject, jsonText } from '../../../base/json.ts';
import type { Execution } from '../../../engine/execution.ts';
import { billedExpressMemoryMegabytes, billedExpressMilliseconds } from '../../../runtime/express-billing.ts';
import { operationOf, optional } from '../typed-operation.ts';
import { StateMachineTypeNotSupported } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { prepareStart, type StartRequest, startExpress, unsupportedType } from './start-request.ts';

interface StartSyncExecutionInput extends StartRequest {
  readonly includedData?: 'ALL_DATA' | 'METADATA_ONLY';
}

/** Answers once the execution has ended, in whichever way it did. */
export const startSyncExecution = operationOf<StartSyncExecutionInput>('states', {
  name: 'StartSyncExecution',
  permissions: ({ stateMachineArn }) => [machinePermission('states:StartSyncExecution', stateMachineArn)],
  async run(request, call) {
    const start = await prepareStart(request, call);
    if (start.revision.body.type !== 'EXPRESS') throw new StateMachineTypeNotSupported(unsupportedType);
    const execution = await startExpress(start, call).ended;
    const { facts, status, startedAt, stoppedAt } = execution;
    assert(stoppedAt !== undefined, `${facts.executionArn} to have an end`);
    return {
      executionArn: facts.executionArn,
      stateMachineArn: facts.stateMachineArn,
      name: facts.name,
      startDate: startedAt,
      stopDate: stoppedAt,
      status,
      ...(request.includedData !== 'METADATA_ONLY' && payloadJson(execution, start.inputText)),
      ...optional('traceHeader', request.traceHeader),
      billingDetails: {
        billedDurationInMilliseconds: billedExpressMilliseconds(stoppedAt - startedAt),
        billedMemoryUsedInMB: billedExpressMemoryMegabytes,
      },
    };
  },
});

/** Recorded: `outputDetails` stands there even where there is no output. */
function payloadJson({ output, failure }: Execution, input: string): JsonObject {
  return {
    input,
    inputDetails: { included: true },
    ...(output !== undefined && { output: jsonText(output) }),
    outputDetails: { included: true },
    ...optional('error', failure?.error),
    ...optional('cause', failure?.cause),
  };
}
