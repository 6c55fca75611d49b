import { assert } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import {
  parseAges,
  parseEnds,
  parseInteger,
  parseOutbox,
  parseSummaries,
  parseSummary,
  parseText,
  parseWaiters,
  parseWaitingTasks,
} from '../rows.ts';
import { executionStatuses } from '../statements.ts';
import type { ExecutionKey, ExecutionQuery, ExecutionStore, ExecutionSummary } from '../store.ts';
import { textKey } from '../text-key.ts';
import type { Lane, RequestType } from './lane.ts';
import { purgeRequest } from './purge-request.ts';
import { readRequest } from './read-request.ts';
import { turnRequest } from './turn-request.ts';
import { requestHeadWidth, writeKind } from './wire.ts';

/** One node owns all executions, so they need no shards. */
export const onlyShard = 0;

/** Executions over the two lanes to the worker threads. */
export function executionStore(writes: Lane, reads: Lane): ExecutionStore {
  const read = <Output>(type: RequestType<readonly Cell[], Output>, ...parameters: readonly Cell[]) =>
    reads.request(type, parameters);
  return {
    commit: (turn) => writes.request(turnRequest, turn, turn.summary.stateMachineArn),
    find: (executionArn) => read(executionByArn, onlyShard, textKey(executionArn), executionArn),
    findWithEnds: (executionArn) => read(executionWithEnds, onlyShard, textKey(executionArn), executionArn),
    get: ({ shard, id }) => read(executionByKey, shard, id),
    readTurns: ({ shard, id }, from, limit) => read(turns, shard, id, from, limit),
    list: (query) => read(listFor(query), ...listParameters(query)),
    findDue: (at, limit) => read(due, onlyShard, at, limit),
    findNextWakeAt: () => read(nextWakeAt, onlyShard),
    listInFlight: (after, limit) => read(inFlight, onlyShard, after?.id ?? -1, limit),
    findWaiters: (job) => read(waiters, textKey(job), job),
    listQueued: (activityArn, position, limit) =>
      read(activityTasks, textKey(activityArn), onlyShard, position, activityArn, limit),
    findNextQueued: (after) => read(nextQueuedActivity, after === undefined ? -1 : textKey(after)),
    findLastPosition: (activityArn) => read(lastQueuedPosition, textKey(activityArn), onlyShard),
    listOutbox: (limit) => read(outbox, onlyShard, limit),
    deleteOutbox: (key, eventId) => writes.request(outboxDeletion, { ...key, eventId }),
    countOpen: () => read(openCount, onlyShard),
    findLastId: () => read(lastExecutionId, onlyShard),
    listByKey: ({ after, before, limit }) => read(ages, onlyShard, after?.id ?? -1, before.id, limit),
    purge: (request) => writes.request(purgeRequest, request),
  };
}

const executionByArn = readRequest('executionByArn', parseFirst);
const executionWithEnds = readRequest('executionWithEnds', parseEnds);
const executionByKey = readRequest('executionByKey', parseFirst);
const turns = readRequest('turns', (cells) => cells.map(parseText));
const lists = {
  machine: readRequest('executionsOfMachine', parseSummaries),
  machineWithStatus: readRequest('executionsWithStatus', parseSummaries),
  version: readRequest('executionsOfVersion', parseSummaries),
  versionWithStatus: readRequest('executionsOfVersionWithStatus', parseSummaries),
  alias: readRequest('executionsOfAlias', parseSummaries),
  aliasWithStatus: readRequest('executionsOfAliasWithStatus', parseSummaries),
};
const due = readRequest('executionsDue', parseSummaries);
const nextWakeAt = readRequest('nextWakeAt', parseFirstInteger);
const lastExecutionId = readRequest('lastExecutionId', parseFirstInteger);
const lastQueuedPosition = readRequest('lastQueuedPosition', parseFirstInteger);
const inFlight = readRequest('executionsInFlight', parseSummaries);
const waiters = readRequest('waiters', parseWaiters);
const activityTasks = readRequest('activityTasks', parseWaitingTasks);
const nextQueuedActivity = readRequest('nextQueuedActivity', ([arn]) =>
  arn === undefined ? undefined : parseText(arn),
);
const outbox = readRequest('outbox', parseOutbox);
const ages = readRequest('executionAges', parseAges);
const openCount = readRequest('openCount', ([count]) => parseInteger(count));

export function parseFirstInteger([cell]: readonly Cell[]): number | undefined {
  return cell === undefined ? undefined : parseInteger(cell);
}

function parseFirst(cells: readonly Cell[]): ExecutionSummary | undefined {
  return cells.length === 0 ? undefined : parseSummary(cells, 0);
}

function listFor({ version, alias, status }: ExecutionQuery) {
  assert(version === undefined || alias === undefined, 'a list by a version or by an alias, not by both');
  if (version !== undefined) return status === undefined ? lists.version : lists.versionWithStatus;
  if (alias !== undefined) return status === undefined ? lists.alias : lists.aliasWithStatus;
  return status === undefined ? lists.machine : lists.machineWithStatus;
}

function listParameters(query: ExecutionQuery): readonly Cell[] {
  const { stateMachineArn, status, version, alias, before, limit } = query;
  const beforeId = before?.id ?? Number.MAX_SAFE_INTEGER;
  const range: Cell[] = [onlyShard, textKey(stateMachineArn), stateMachineArn, beforeId];
  const qualifier = version ?? alias;
  if (qualifier !== undefined) range.push(qualifier);
  if (status !== undefined) return [...range, status, limit];
  return [...executionStatuses.flatMap(() => range), limit];
}

const outboxDeletion: RequestType<ExecutionKey & { readonly eventId: number }, void> = {
  push: (cells, { shard, id, eventId }) => {
    cells.push(writeKind.deleteOutbox, requestHeadWidth + 3, shard, id, eventId);
    return 0;
  },
  parse: () => {},
};
