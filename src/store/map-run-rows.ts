import { assert } from '../base/assert.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { Cell } from './cell.ts';
import type { Child, ChildCount, ChildSummary, MapRunStatus, StoredMapRun } from './map-runs.ts';
import {
  isExecutionStatus,
  parseInteger,
  parseOptionalInteger,
  parseOptionalText,
  parseSummary,
  parseText,
  summaryWidth,
} from './rows.ts';

/** The columns of `map_runs` in the order `parseMapRun` reads them. */
export const mapRunColumns =
  'shard, id, map_run_arn, execution_id, event_id, execution_arn, state_machine_arn, status, is_open, started_at, ' +
  'stopped_at, redrive_count, redriven_at, max_concurrency, tolerated_failure_count, tolerated_failure_percentage, ' +
  'item_count, child_count, is_exhausted, source_version, counts';

const mapRunWidth = 21;

function parseMapRun(cells: readonly Cell[], at: number): StoredMapRun {
  const status = cells[at + 7];
  assert(isMapRunStatus(status), `a Map Run's status in the store, not ${status}`);
  return {
    shard: parseInteger(cells[at]),
    id: parseInteger(cells[at + 1]),
    mapRunArn: parseText(cells[at + 2]),
    executionId: parseInteger(cells[at + 3]),
    eventId: parseInteger(cells[at + 4]),
    executionArn: parseText(cells[at + 5]),
    stateMachineArn: parseText(cells[at + 6]),
    status,
    isOpen: cells[at + 8] === 1,
    startedAt: parseInteger(cells[at + 9]),
    stoppedAt: parseOptionalInteger(cells[at + 10]),
    redriveCount: parseInteger(cells[at + 11]),
    redrivenAt: parseOptionalInteger(cells[at + 12]),
    maxConcurrency: parseInteger(cells[at + 13]),
    toleratedFailureCount: parseOptionalInteger(cells[at + 14]),
    toleratedFailurePercentage: parseOptionalNumber(cells[at + 15]),
    itemCount: parseInteger(cells[at + 16]),
    childCount: parseInteger(cells[at + 17]),
    isExhausted: cells[at + 18] === 1,
    sourceVersion: parseOptionalText(cells[at + 19]),
    counts: parseCounts(cells[at + 20]),
  };
}

export function parseMapRuns(cells: readonly Cell[]): readonly StoredMapRun[] {
  const mapRuns: StoredMapRun[] = [];
  for (let at = 0; at < cells.length; at += mapRunWidth) mapRuns.push(parseMapRun(cells, at));
  return mapRuns;
}

/** Rows of a summary and the count of items. */
export function parseChildren(cells: readonly Cell[]): readonly ChildSummary[] {
  const children: ChildSummary[] = [];
  for (let at = 0; at < cells.length; at += summaryWidth + 1) {
    children.push({ ...parseSummary(cells, at), itemCount: parseInteger(cells[at + summaryWidth]) });
  }
  return children;
}

export function parseChild([mapRunId, itemCount]: readonly Cell[]): Child | undefined {
  if (mapRunId === undefined || mapRunId === null) return undefined;
  return { mapRunId: parseInteger(mapRunId), itemCount: parseInteger(itemCount) };
}

/** Rows of status, count of children and sum of their items. */
export function parseChildCounts(cells: readonly Cell[]): readonly ChildCount[] {
  const counts: ChildCount[] = [];
  for (let at = 0; at < cells.length; at += 3) {
    const status = cells[at];
    assert(isExecutionStatus(status), `a status in the store, not ${status}`);
    counts.push({
      status,
      childCount: parseInteger(cells[at + 1]),
      itemCount: parseInteger(cells[at + 2]),
    });
  }
  return counts;
}

function parseOptionalNumber(cell: Cell | undefined): number | undefined {
  if (cell === null) return undefined;
  assert(typeof cell === 'number', `a number in the store, not ${cell}`);
  return cell;
}

function parseCounts(cell: Cell | undefined): JsonObject | undefined {
  const text = parseOptionalText(cell);
  if (text === undefined) return undefined;
  const counts: unknown = JSON.parse(text);
  assert(isJsonObject(counts), `counts in the store, not ${text}`);
  return counts;
}

function isMapRunStatus(cell: Cell | undefined): cell is MapRunStatus {
  return cell === 'RUNNING' || cell === 'SUCCEEDED' || cell === 'FAILED' || cell === 'ABORTED';
}
