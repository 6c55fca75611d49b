import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonArray } from '../../../base/json.ts';
import type { ExecutionStatus } from '../../../store/store.ts';
import { operationOf } from '../typed-operation.ts';
import { StateMachineTypeNotSupported } from './errors.ts';
import { executionJson } from './execution-json.ts';
import { pageSizeOf } from './page-size.ts';
import { issuePageToken, openPageToken } from './page-token.ts';
import { unsupportedType } from './start-request.ts';
import { getStateMachine } from './state-machines.ts';

interface ListExecutionsInput {
  readonly stateMachineArn?: string;
  readonly statusFilter?: ExecutionStatus | 'PENDING_REDRIVE';
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Latest start first. */
export const listExecutions = operationOf<ListExecutionsInput>('states', {
  name: 'ListExecutions',
  permissions: ({ stateMachineArn = '*' }) => [
    { action: 'states:ListExecutions', resource: stateMachineArn },
  ],
  async run({ stateMachineArn, statusFilter, maxResults, nextToken }, call) {
    if (stateMachineArn === undefined)
      throw new ValidationException('Must provide a StateMachine ARN or MapRun ARN');
    const { machine } = await getStateMachine(stateMachineArn, call);
    if (machine.body.type === 'EXPRESS') throw new StateMachineTypeNotSupported(unsupportedType);
    const { store, clock } = call.services;
    const request = ['ListExecutions', stateMachineArn, statusFilter ?? null];
    const scope = { request, now: clock.now() };
    const position = openPageToken(nextToken, scope);
    // Nothing waits to be redriven by a Map Run.
    if (statusFilter === 'PENDING_REDRIVE') return { executions: [] };
    const limit = pageSizeOf(maxResults);
    const before = isJsonArray(position)
      ? { shard: Number(position[0]), id: Number(position[1]) }
      : undefined;
    const found = await store.executions.list({
      stateMachineArn,
      status: statusFilter,
      before,
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      executions: page.map(executionJson),
      ...(found.length > limit &&
        last !== undefined && { nextToken: issuePageToken([last.shard, last.id], scope) }),
    };
  },
});
