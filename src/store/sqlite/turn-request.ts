import { assert } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import type { MapRunChange } from '../map-runs.ts';
import { parseSummary, parseWaiters } from '../rows.ts';
import type { ExecutionSummary, TurnCommit, TurnOutcome } from '../store.ts';
import type { RequestType } from './lane.ts';
import { pushMapRuns } from './map-run-request.ts';
import { writeKind } from './wire.ts';

/**
 * Where a turn's request keeps what. The first turn carries the names that never change after it; the awaited jobs, the
 * outbox and the queued tasks follow, each list led by its length, where the turn has any of them; and behind those what
 * the summary says of redrives, where there was one, and what the turn says of Map Runs, if anything.
 */
export const turnCell = {
  shard: 2,
  id: 3,
  turnCount: 4,
  status: 5,
  isTaskInFlight: 6,
  wakeAt: 7,
  stoppedAt: 8,
  /** Null: the turn has no events, and changes only the summary. */
  body: 9,
  /** Null unless the turn is the first or ends the execution. */
  executionArn: 10,
  stateMachineArn: 11,
  revisionName: 12,
  startedAt: 13,
  version: 14,
  alias: 15,
} as const;

/** How many cells a turn takes before its lists. */
export const laterTurnWidth = 11;
export const firstTurnWidth = 16;

export const turnRequest: RequestType<TurnCommit, TurnOutcome> = { push: pushTurn, parse: parseTurnOutcome };

export function pushTurn(cells: Cell[], turn: TurnCommit): number {
  const { summary } = turn;
  const { id, turnCount, wakeAt } = summary;
  assert(Number.isSafeInteger(id) && turnCount >= 1, `a key and a count of turns, not ${id}, ${turnCount}`);
  assert(wakeAt === undefined || Number.isSafeInteger(wakeAt), `whole milliseconds, not ${wakeAt}`);
  const { body } = turn;
  const isFirst = body !== undefined && turnCount === 1;
  const textLength = body?.length ?? 0;
  const start = cells.length;
  cells.push(
    writeKind.turn,
    isFirst ? firstTurnWidth : laterTurnWidth,
    summary.shard,
    id,
    turnCount,
    summary.status,
    summary.isTaskInFlight ? 1 : 0,
    wakeAt ?? null,
    summary.stoppedAt ?? null,
    body ?? null,
    isFirst || summary.status !== 'RUNNING' ? summary.executionArn : null,
  );
  if (isFirst) pushNames(cells, summary);
  const { awaits, awaitsEnded, outbox, queued, unqueued, mapRuns = noChanges, child } = turn;
  const hasLists = (awaits ?? awaitsEnded ?? outbox ?? queued ?? unqueued) !== undefined;
  const isAboutMapRuns = mapRuns.length > 0 || child !== undefined;
  const isRedriven = summary.redriveCount > 0;
  if (!hasLists && !isRedriven && !isAboutMapRuns) return textLength;
  pushLists(cells, turn);
  if (isRedriven || isAboutMapRuns) cells.push(summary.redriveCount, summary.redrivenAt ?? null);
  if (isAboutMapRuns) pushMapRuns(cells, child, mapRuns);
  cells[start + 1] = cells.length - start;
  return textLength;
}

function pushNames(cells: Cell[], summary: ExecutionSummary): void {
  const { stateMachineArn, revisionName, startedAt, version, alias } = summary;
  cells.push(stateMachineArn, revisionName, startedAt, version ?? null, alias ?? null);
}

function pushLists(cells: Cell[], turn: TurnCommit): void {
  const { awaits = [], awaitsEnded = [], outbox = [], queued = [], unqueued = [] } = turn;
  cells.push(awaits.length);
  for (const { eventId, job } of awaits) cells.push(eventId, job);
  cells.push(awaitsEnded.length, ...awaitsEnded, outbox.length);
  for (const { eventId, body } of outbox) cells.push(eventId, body);
  cells.push(queued.length);
  for (const { eventId, activityArn, position } of queued) cells.push(eventId, activityArn, position);
  cells.push(unqueued.length, ...unqueued);
}

const noChanges: readonly MapRunChange[] = [];
const committed: TurnOutcome = { type: 'committed', waiters: [] };

/** The worker answers nothing to a turn that ends nobody's wait, the summary that has the name already, or the waiters. */
function parseTurnOutcome(answer: readonly Cell[] | undefined): TurnOutcome {
  if (answer === undefined) return committed;
  const [type, ...cells] = answer;
  if (type === 'exists') return { type, summary: parseSummary(cells, 0) };
  assert(type === 'waiters', `an answer to a turn, not ${type}`);
  return { type: 'committed', waiters: parseWaiters(cells) };
}
