import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonArray } from '../../../base/json.ts';
import type { ExecutionStatus } from '../../../store/store.ts';
import { operationOf } from '../typed-operation.ts';
import { StateMachineTypeNotSupported } from './errors.ts';
import { executionJson } from './execution-json.ts';
import { listChildren } from './list-children.ts';
import { machinePermission } from './machine-permission.ts';
import { pageSizeOf } from './page-size.ts';
import { cutPage, openPageToken } from './page-token.ts';
import { getQualifiedStateMachine } from './qualified-state-machine.ts';
import { unsupportedType } from './start-request.ts';

interface ListExecutionsInput {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: ExecutionStatus | 'PENDING_REDRIVE';
  readonly redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN';
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Latest start first; of a version or an alias, those that were started with it. */
export const listExecutions = operationOf<ListExecutionsInput>('states', {
  name: 'ListExecutions',
  permissions: ({ stateMachineArn, mapRunArn = '*' }) => [
    machinePermission('states:ListExecutions', stateMachineArn ?? mapRunArn),
  ],
  async run(request, call) {
    const { stateMachineArn, maxResults, nextToken } = request;
    const status = checkFilters(request);
    const { mapRunArn } = request;
    if (stateMachineArn === undefined) return listChildren({ ...request, mapRunArn: mapRunArn ?? '' }, call);
    const { name, machine, version, alias, qualifier } = await getQualifiedStateMachine(
      stateMachineArn,
      call,
    );
    if (machine.body.type === 'EXPRESS') throw new StateMachineTypeNotSupported(unsupportedType);
    const { store, clock } = call.services;
    const scope = { request: ['ListExecutions', stateMachineArn, status ?? null], now: clock.now() };
    const position = openPageToken(nextToken, scope);
    const limit = pageSizeOf(maxResults);
    const before = isJsonArray(position)
      ? { shard: Number(position[0]), id: Number(position[1]) }
      : undefined;
    const found = await store.executions.list({
      stateMachineArn: name.stateMachineArn,
      ...(version !== undefined && qualifier !== undefined && { version: qualifier }),
      ...(alias !== undefined && qualifier !== undefined && { alias: qualifier }),
      status,
      before,
      limit: limit + 1,
    });
    const { page, next } = cutPage(found, { limit, scope, positionOf: ({ shard, id }) => [shard, id] });
    return { executions: page.map(executionJson), ...next };
  },
});

/**
 * The status asked for. Throws ValidationException for what does not go together: only the executions of a Map Run are
 * told apart by redrives.
 *
 * Source: API Reference, "ListExecutions".
 */
function checkFilters(request: ListExecutionsInput): ExecutionStatus | undefined {
  const { stateMachineArn, mapRunArn, statusFilter, redriveFilter } = request;
  if (stateMachineArn === undefined && mapRunArn === undefined)
    throw new ValidationException('Must provide a StateMachine ARN or MapRun ARN');
  if (stateMachineArn === undefined) return undefined;
  if (mapRunArn !== undefined)
    throw new ValidationException('Must provide either a StateMachine ARN or MapRun ARN, not both');
  if (redriveFilter !== undefined)
    throw new ValidationException(
      'RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN',
    );
  if (statusFilter === 'PENDING_REDRIVE')
    throw new ValidationException('The statusFilter PENDING_REDRIVE can only be set with a MapRun ARN');
  return statusFilter;
}
