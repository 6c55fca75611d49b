import type { JsonObject } from '../../base/json.ts';
import type { ChildCount, MapRunSettings } from '../../store/map-runs.ts';
import type { ExecutionStatus } from '../../store/store.ts';

/** How many there are of something with each status: of the children of a Map Run, or of the items they were given. */
export type Counts = Record<ExecutionStatus | 'PENDING_REDRIVE', number>;

export interface ChildCounts {
  readonly executions: Counts;
  readonly items: Counts;
}

export function createCounts(stored: readonly ChildCount[] = []): ChildCounts {
  const counts = { executions: noCounts(), items: noCounts() };
  for (const { status, childCount, itemCount } of stored) {
    counts.executions[status] = childCount;
    counts.items[status] = itemCount;
  }
  return counts;
}

function noCounts(): Counts {
  return { RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0, PENDING_REDRIVE: 0 };
}

/** A child that was given `itemCount` items changes its status; one that is new had none. */
export function moveChild(
  { executions, items }: ChildCounts,
  itemCount: number,
  { from, to }: { readonly from?: keyof Counts; readonly to: keyof Counts },
): void {
  if (from !== undefined) {
    executions[from] -= 1;
    items[from] -= itemCount;
  }
  executions[to] += 1;
  items[to] += itemCount;
}

export function sumOf(counts: Counts): number {
  const { RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE } = counts;
  return RUNNING + SUCCEEDED + FAILED + TIMED_OUT + ABORTED + PENDING_REDRIVE;
}

/**
 * Whether more items failed than the Map Run bears; without thresholds it bears none. A percentage is one of all items, and
 * undefined `itemTotal` says that it is not known yet how many those are.
 *
 * Source: Developer Guide, "Setting failure thresholds for Distributed Map states".
 */
export function exceedsThreshold(
  { FAILED, TIMED_OUT, ABORTED }: Counts,
  { toleratedFailureCount, toleratedFailurePercentage }: MapRunSettings,
  itemTotal: number | undefined,
): boolean {
  const failed = FAILED + TIMED_OUT + ABORTED;
  if (failed === 0) return false;
  if (toleratedFailureCount === undefined && toleratedFailurePercentage === undefined) return true;
  if (toleratedFailureCount !== undefined && failed > toleratedFailureCount) return true;
  if (toleratedFailurePercentage === undefined) return false;
  if (toleratedFailurePercentage === 0) return true;
  return itemTotal !== undefined && failed * 100 > toleratedFailurePercentage * itemTotal;
}

export interface MapRunTotals {
  /** What was not handed to children yet, as far as that is known. */
  readonly pendingItems: number;
  readonly pendingExecutions: number;
  /** Children whose results are part of the Map Run's. */
  readonly resultsWritten: { readonly items: number; readonly executions: number };
  /** Children that did not succeed and that a redrive leaves as they are. */
  readonly failuresNotRedrivable: { readonly items: number; readonly executions: number };
}

/** The members `itemCounts` and `executionCounts` of the API. */
export function countsJson({ items, executions }: ChildCounts, totals: MapRunTotals): JsonObject {
  const { pendingItems, pendingExecutions, resultsWritten, failuresNotRedrivable } = totals;
  return {
    itemCounts: {
      ...statusJson(items, pendingItems),
      resultsWritten: resultsWritten.items,
      failuresNotRedrivable: failuresNotRedrivable.items,
      pendingRedrive: items.PENDING_REDRIVE,
    },
    executionCounts: {
      ...statusJson(executions, pendingExecutions),
      resultsWritten: resultsWritten.executions,
      failuresNotRedrivable: failuresNotRedrivable.executions,
      pendingRedrive: executions.PENDING_REDRIVE,
    },
  };
}

function statusJson(counts: Counts, pending: number): JsonObject {
  return {
    pending,
    running: counts.RUNNING,
    succeeded: counts.SUCCEEDED,
    failed: counts.FAILED,
    timedOut: counts.TIMED_OUT,
    aborted: counts.ABORTED,
    total: pending + sumOf(counts),
  };
}
