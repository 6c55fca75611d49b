import { assert } from '../base/assert.ts';
import type { Cell } from './cell.ts';
import type {
  ExecutionAge,
  ExecutionEnds,
  ExecutionKey,
  ExecutionStatus,
  ExecutionSummary,
  OutboxEntry,
  Waiter,
  WaitingTask,
} from './store.ts';

/** The columns of `executions` that make a summary, in the order `parseSummary` reads them. */
export const summaryColumns =
  'shard, id, execution_arn, state_machine_arn, revision_name, status, started_at, stopped_at, wake_at, ' +
  'is_task_in_flight, turn_count, version, alias, redrive_count, redriven_at';

/** How many cells one summary takes. */
export const summaryWidth = 15;

/** The summary whose cells begin at `at`. */
export function parseSummary(cells: readonly Cell[], at: number): ExecutionSummary {
  const status = cells[at + 5];
  assert(isExecutionStatus(status), `a status in the store, not ${status}`);
  return {
    shard: parseInteger(cells[at]),
    id: parseInteger(cells[at + 1]),
    executionArn: parseText(cells[at + 2]),
    stateMachineArn: parseText(cells[at + 3]),
    revisionName: parseText(cells[at + 4]),
    status,
    startedAt: parseInteger(cells[at + 6]),
    stoppedAt: parseOptionalInteger(cells[at + 7]),
    wakeAt: parseOptionalInteger(cells[at + 8]),
    isTaskInFlight: cells[at + 9] === 1,
    turnCount: parseInteger(cells[at + 10]),
    version: parseOptionalText(cells[at + 11]),
    alias: parseOptionalText(cells[at + 12]),
    redriveCount: parseInteger(cells[at + 13]),
    redrivenAt: parseOptionalInteger(cells[at + 14]),
  };
}

export function parseSummaries(cells: readonly Cell[]): readonly ExecutionSummary[] {
  const summaries: ExecutionSummary[] = [];
  for (let at = 0; at < cells.length; at += summaryWidth) summaries.push(parseSummary(cells, at));
  return summaries;
}

/** At most one row of a summary and the bodies of two turns. */
export function parseEnds(cells: readonly Cell[]): ExecutionEnds | undefined {
  if (cells.length === 0) return undefined;
  return {
    summary: parseSummary(cells, 0),
    first: parseText(cells[summaryWidth]),
    last: parseOptionalText(cells[summaryWidth + 1]),
  };
}

/** Rows of shard, id, start, stop and count of turns. */
export function parseAges(cells: readonly Cell[]): readonly ExecutionAge[] {
  const ages: ExecutionAge[] = [];
  for (let at = 0; at < cells.length; at += 5) {
    ages.push({
      shard: parseInteger(cells[at]),
      id: parseInteger(cells[at + 1]),
      startedAt: parseInteger(cells[at + 2]),
      stoppedAt: parseOptionalInteger(cells[at + 3]),
      turnCount: parseInteger(cells[at + 4]),
    });
  }
  return ages;
}

/** Rows of shard, execution id and event id. */
export function parseWaiters(cells: readonly Cell[]): readonly Waiter[] {
  const waiters: Waiter[] = [];
  for (let at = 0; at < cells.length; at += 3) {
    waiters.push({
      shard: parseInteger(cells[at]),
      id: parseInteger(cells[at + 1]),
      eventId: parseInteger(cells[at + 2]),
    });
  }
  return waiters;
}

/** Rows of shard, execution id, event id and position. */
export function parseWaitingTasks(cells: readonly Cell[]): readonly WaitingTask[] {
  const tasks: WaitingTask[] = [];
  for (let at = 0; at < cells.length; at += 4) {
    tasks.push({
      shard: parseInteger(cells[at]),
      id: parseInteger(cells[at + 1]),
      eventId: parseInteger(cells[at + 2]),
      position: parseInteger(cells[at + 3]),
    });
  }
  return tasks;
}

/** Rows of shard, execution id, event id and body. */
export function parseOutbox(cells: readonly Cell[]): readonly (OutboxEntry & ExecutionKey)[] {
  const entries: (OutboxEntry & ExecutionKey)[] = [];
  for (let at = 0; at < cells.length; at += 4) {
    entries.push({
      shard: parseInteger(cells[at]),
      id: parseInteger(cells[at + 1]),
      eventId: parseInteger(cells[at + 2]),
      body: parseText(cells[at + 3]),
    });
  }
  return entries;
}

export function parseInteger(cell: Cell | undefined): number {
  assert(Number.isSafeInteger(cell), `an integer in the store, not ${cell}`);
  return cell as number;
}

export function parseText(cell: Cell | undefined): string {
  assert(typeof cell === 'string', `a text in the store, not ${cell}`);
  return cell;
}

export function parseOptionalText(cell: Cell | undefined): string | undefined {
  return cell === null ? undefined : parseText(cell);
}

export function parseOptionalInteger(cell: Cell | undefined): number | undefined {
  return cell === null ? undefined : parseInteger(cell);
}

export function isExecutionStatus(cell: Cell | undefined): cell is ExecutionStatus {
  return (
    cell === 'RUNNING' ||
    cell === 'SUCCEEDED' ||
    cell === 'FAILED' ||
    cell === 'TIMED_OUT' ||
    cell === 'ABORTED'
  );
}
